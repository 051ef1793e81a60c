import type { IncomingHttpHeaders } from "node:http";
import type { Account } from "./account.ts";
import { invalidToken, Refusal, wrongSignature } from "./answers.ts";
import type { Caller } from "./iam.ts";
import { decide, type Policy } from "./policy.ts";
import { readAuthorization, type Scope, signatureOf } from "./sigv4.ts";

const FIFTEEN_MINUTES = 15 * 60_000;

export interface WireRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Finds out who signed a request: the signature is computed anew from the stored secret. Signing dates are compared
 * with the real clock, which is what clients sign by; all other times are the given clock's.
 */
export function logIn(
  account: Account,
  request: WireRequest,
  service: string,
  { now, skewMs }: { now: () => number; skewMs: number },
): Caller {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    throw new Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
  }
  const signed = readAuthorization(authorization);
  if (signed === null) throw new Refusal(400, "IncompleteSignature", "Authorization header is malformed");
  const { accessKeyId, scope, signedHeaders, signature } = signed;
  const login = findLogin(account, accessKeyId, request.headers["x-amz-security-token"], now());
  const date = String(request.headers["x-amz-date"]);
  checkDate(date, scope, Date.now() + skewMs);
  if (scope.service !== service)
    throw wrongSignature(`Credential should be scoped to correct service: '${service}'. `);
  if (service === "iam" && scope.region !== "us-east-1") {
    throw wrongSignature("Credential should be scoped to a valid region, not another one. ");
  }
  const mustBeSigned = Object.keys(request.headers).filter(
    (name) => name === "host" || name.startsWith("x-amz-"),
  );
  const missing = mustBeSigned.find((name) => !signedHeaders.includes(name));
  if (missing !== undefined)
    throw wrongSignature(`'${missing}' must be a 'SignedHeader' in the AWS Authorization.`);
  const headers = Object.fromEntries(
    signedHeaders.map((name) => [name, String(request.headers[name] ?? "")]),
  );
  const wanted = signatureOf(
    { method: "POST", path: "/", query: "", headers, signedHeaders, body: request.body },
    login.secret,
    date,
    scope,
  );
  if (signature !== wanted) throw wrongSignature();
  login.used(scope);
  return { arn: login.arn, accountId: account.id, authorize: authorizer(login.arn, login.policies) };
}

interface Login {
  readonly secret: string;
  readonly arn: string;
  readonly policies: readonly Policy[];
  used(scope: Scope): void;
}

function findLogin(account: Account, id: string, token: unknown, now: number): Login {
  const session = account.sessions.get(id);
  if (session !== undefined) {
    if (token !== session.token) throw invalidToken();
    if (now >= session.expiresAt) {
      throw new Refusal(403, "ExpiredToken", "The security token included in the request is expired");
    }
    const arn = `arn:aws:sts::${account.id}:assumed-role/${session.role.name}/${session.name}`;
    return { secret: session.secret, arn, policies: session.role.policies, used() {} };
  }
  const found = account.key(id);
  if (found === undefined || token !== undefined) throw invalidToken();
  const { key, user } = found;
  if (key.status !== "Active" || now < key.createdAt + user.lag.loginMs) throw invalidToken();
  return {
    secret: key.secret,
    arn: user.arn,
    policies: user.policies,
    used: ({ service, region }) => {
      key.lastUsed = { at: now, service, region };
    },
  };
}

function checkDate(date: string, scope: Scope, now: number): void {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (match === null)
    throw new Refusal(400, "IncompleteSignature", "Date must be in ISO-8601 'basic format'.");
  const [, year, month, day, hours, minutes, seconds] = match.map(Number);
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hours, minutes, seconds);
  if (!date.startsWith(scope.day))
    throw wrongSignature("Date in Credential scope does not match the date of the request.");
  if (at < now - FIFTEEN_MINUTES)
    throw wrongSignature(`Signature expired: ${date} is now earlier than the limit (15 min.)`);
  if (at > now + FIFTEEN_MINUTES)
    throw wrongSignature(`Signature not yet current: ${date} is still later than the limit (15 min.)`);
}

const authorizer =
  (arn: string, policies: readonly Policy[]) =>
  (action: string, resource: string): void => {
    if (decide(policies, action, resource) === "allowed") return;
    throw new Refusal(
      403,
      "AccessDenied",
      `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
  };

import type { IAM } from "@aws-sdk/client-iam";
import { isRotationError, type Permission, RotationError, type Runtime } from "@turnbolt/core";
import type { Aws } from "./client.ts";
import { accountOf, type Connection } from "./connection.ts";
import { ask } from "./errors.ts";
import { isUser, lastUse } from "./keys.ts";

interface Parameters {
  readonly userName: string;
  readonly region?: string | undefined;
}

/** Well-formed, from Amazon's own documentation, and nobody's: a change of it changes nothing. */
const NOBODYS_KEY = "AKIAIOSFODNN7EXAMPLE";

/** May the connection rotate this user? Without parameters: does its login work, and for the account it claims? */
export async function check(
  aws: Aws,
  runtime: Runtime,
  connection: Connection,
  parameters: Parameters | undefined,
): Promise<Permission[]> {
  const iam = aws.iam(runtime);
  const sts = aws.sts(runtime, parameters?.region);
  const { Account, Arn } = await ask("sts:GetCallerIdentity", "the connection", () =>
    sts.getCallerIdentity({}),
  );
  if (Account !== accountOf(connection)) {
    throw new RotationError(
      "invalid",
      `aws-iam: the connection belongs to account ${Account}, not to ${accountOf(connection)}; set its account ID`,
    );
  }
  if (parameters === undefined || Arn === undefined) return [];
  const { userName } = parameters;
  if (isUser(Arn, userName)) {
    throw new RotationError(
      "invalid",
      `aws-iam: ${userName} is the connection's own user, whose key the rotation would revoke; use another connection`,
    );
  }
  const keys = await probe("iam:ListAccessKeys", async () => {
    const page = await ask("iam:ListAccessKeys", userName, () => iam.listAccessKeys({ UserName: userName }));
    return page.AccessKeyMetadata?.[0]?.AccessKeyId;
  });
  const change = { UserName: userName, AccessKeyId: NOBODYS_KEY };
  const changes = [
    await probeGone("iam:UpdateAccessKey", () => iam.updateAccessKey({ ...change, Status: "Inactive" })),
    await probeGone("iam:DeleteAccessKey", () => iam.deleteAccessKey(change)),
  ];
  const key = keys.found;
  const unasked = ["iam:CreateAccessKey", ...(key === undefined ? ["iam:GetAccessKeyLastUsed"] : [])];
  const policyOwner = connection.method === "assume-role" ? connection.roleArn : Arn;
  return [
    keys.permission,
    ...changes,
    ...(key === undefined
      ? []
      : [(await probe("iam:GetAccessKeyLastUsed", () => lastUse(iam, key))).permission]),
    ...(await simulate(iam, runtime, { policyOwner, userName, actions: unasked })),
  ];
}

/** Asks for what has no harmless try. Where the connection may not ask that, the first run finds out, before anything is changed. */
async function simulate(
  iam: IAM,
  { log }: Runtime,
  { policyOwner, userName, actions }: { policyOwner: string; userName: string; actions: string[] },
): Promise<Permission[]> {
  try {
    const { User } = await ask("iam:GetUser", userName, () => iam.getUser({ UserName: userName }));
    const { EvaluationResults = [] } = await ask("iam:SimulatePrincipalPolicy", policyOwner, () =>
      iam.simulatePrincipalPolicy({
        PolicySourceArn: policyOwner,
        ActionNames: actions,
        ResourceArns: User?.Arn === undefined ? undefined : [User.Arn],
      }),
    );
    return EvaluationResults.flatMap(({ EvalActionName, EvalDecision }) =>
      EvalActionName === undefined ? [] : [{ permission: EvalActionName, held: EvalDecision === "allowed" }],
    );
  } catch (error) {
    if (!isRotationError(error) || error.code !== "forbidden") throw error;
    log.warn(`${actions.join(" and ")} could not be checked ahead: ${error.message}`);
    return [];
  }
}

/** A real request: done is held, denied is not, and anything else is no answer. */
async function probe<T>(
  permission: string,
  request: () => Promise<T>,
): Promise<{ permission: Permission; found?: T }> {
  try {
    return { found: await request(), permission: { permission, held: true } };
  } catch (error) {
    if (isRotationError(error) && error.code === "forbidden")
      return { permission: { permission, held: false } };
    throw error;
  }
}

/** A change of a key that is not there: IAM looks at the right first, and only then for the key. */
async function probeGone(permission: string, request: () => Promise<unknown>): Promise<Permission> {
  const { permission: answer } = await probe(permission, async () => {
    try {
      await ask(permission, NOBODYS_KEY, request);
    } catch (error) {
      if (!isRotationError(error) || error.code !== "not-found") throw error;
    }
  });
  return answer;
}

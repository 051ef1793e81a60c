import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { KitClock } from "@turnbolt/testkit";
import { Account } from "./account.ts";
import { Refusal, xml } from "./answers.ts";
import { type Action, iamActions, type Parameters } from "./iam.ts";
import { logIn } from "./login.ts";
import { stsActions } from "./sts.ts";

/** Something that goes wrong with the next request of an action, before or after AWS has done it. */
export interface Fault {
  readonly when: "before" | "after";
  readonly what:
    | "drop the connection"
    | "cut the answer short"
    | {
        readonly status: number;
        readonly code: string;
        readonly message: string;
        readonly retryAfter?: string;
      }
    | { readonly waitFor: Promise<unknown> };
}

export interface Emulator {
  readonly baseUrl: string;
  readonly account: Account;
  /** Every action asked for, in order, with its caller once the signature was found good. */
  readonly requests: { action: string; arn?: string; userAgent?: string | undefined }[];
  /** Faults for the requests to come, each used once. */
  fail(action: string, fault: Fault): void;
  /** How far AWS's clock is ahead of the real one, and how many items a page of a list holds at most. */
  readonly tune: { skewMs: number; pageSize: number };
  stop(): Promise<void>;
}

const SERVICES = {
  "2010-05-08": { name: "iam", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" },
  "2011-06-15": { name: "sts", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
} as const;

/** IAM and STS of one account on a loopback port, in the AWS query protocol. */
export async function startEmulator(clock: KitClock, accountId = "123456789012"): Promise<Emulator> {
  const account = new Account(accountId, () => clock.now());
  const tune = { skewMs: 0, pageSize: 1000 };
  const faults = new Map<string, Fault[]>();
  const requests: Emulator["requests"] = [];
  const actions = {
    iam: iamActions(
      account,
      () => clock.now(),
      () => tune.pageSize,
    ),
    sts: stsActions(account),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    const name = form.get("Action") ?? "";
    const log: Emulator["requests"][number] = { action: name, userAgent: request.headers["user-agent"] };
    requests.push(log);
    const fault = faults.get(name)?.shift();
    const version = form.get("Version");
    const service =
      version === "2010-05-08" || version === "2011-06-15" ? SERVICES[version] : SERVICES["2010-05-08"];
    const send = (status: number, text: string, headers: Record<string, string> = {}) =>
      void response.writeHead(status, { "content-type": "text/xml", ...headers }).end(text);
    const refuse = ({ status, code, message }: Refusal | { status: number; code: string; message: string }) =>
      errorXml(service.namespace, status, code, message);
    try {
      if (fault?.when === "before" && (await strike(fault, response, refuse, send)) === "over") return;
      checkHttp(request);
      const caller = logIn(account, { headers: request.headers, body }, service.name, {
        now: () => clock.now(),
        skewMs: tune.skewMs,
      });
      log.arn = caller.arn;
      const action = actions[service.name][name];
      if (action === undefined || service.name !== SERVICES[version as keyof typeof SERVICES]?.name) {
        throw new Refusal(400, "InvalidAction", `Could not find operation ${name} for version ${version}`);
      }
      const result = action.run(parametersOf(form, action), caller);
      if (fault?.when === "after" && (await strike(fault, response, refuse, send)) === "over") return;
      const text = resultXml(service.namespace, name, xml(result));
      if (fault?.what === "cut the answer short") {
        response.writeHead(200, { "content-type": "text/xml", "content-length": text.length });
        response.write(text.slice(0, text.length / 2), () => response.destroy());
        return;
      }
      send(200, text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(error.status, refuse(error));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server that listens on a port has an address of this form
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    account,
    requests,
    tune,
    fail(action, fault) {
      faults.set(action, [...(faults.get(action) ?? []), fault]);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function strike(
  { what }: Fault,
  response: ServerResponse,
  refuse: (error: { status: number; code: string; message: string }) => string,
  send: (status: number, text: string, headers?: Record<string, string>) => void,
): Promise<"over" | "go on"> {
  if (what === "cut the answer short") return "go on";
  if (what === "drop the connection") {
    response.destroy();
    return "over";
  }
  if ("waitFor" in what) {
    await what.waitFor;
    return "go on";
  }
  send(what.status, refuse(what), what.retryAfter === undefined ? {} : { "retry-after": what.retryAfter });
  return "over";
}

const KNOWN_AMZ_HEADERS = ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-user-agent"];

function checkHttp({ method, url, headers }: IncomingMessage): void {
  if (method !== "POST" || url !== "/") {
    throw new Refusal(
      404,
      "UnknownOperationException",
      `The emulator knows POST / only, not ${method} ${url}`,
    );
  }
  if (headers["content-type"]?.split(";")[0] !== "application/x-www-form-urlencoded") {
    throw new Refusal(400, "MalformedQueryString", "The body must be a form");
  }
  const unknown = Object.keys(headers).find(
    (name) => name.startsWith("x-amz-") && !KNOWN_AMZ_HEADERS.includes(name),
  );
  if (unknown !== undefined)
    throw new Refusal(400, "MalformedHttpRequestException", `Unknown header ${unknown}`);
}

function parametersOf(form: URLSearchParams, { takes }: Action): Parameters {
  const known = (name: string) => takes.includes(name) || takes.includes(name.replace(/\.\d+$/, ""));
  for (const name of form.keys()) {
    if (name !== "Action" && name !== "Version" && !known(name)) {
      throw new Refusal(400, "MalformedQueryString", `Unknown parameter ${name}`);
    }
    if (form.getAll(name).length > 1)
      throw new Refusal(400, "MalformedQueryString", `${name} is given twice`);
  }
  const one = (name: string): string | undefined => form.get(name) ?? undefined;
  return {
    one,
    needed(name) {
      const value = one(name);
      if (value === undefined) {
        throw new Refusal(
          400,
          "ValidationError",
          `1 validation error detected: Value null at '${name}' must not be null`,
        );
      }
      return value;
    },
    many: (name) => [...form].filter(([key]) => key.startsWith(`${name}.member.`)).map(([, value]) => value),
  };
}

const resultXml = (namespace: string, action: string, result: string): string =>
  `<${action}Response xmlns="${namespace}">\n<${action}Result>${result}</${action}Result>\n<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>\n</${action}Response>\n`;

const errorXml = (namespace: string, status: number, code: string, message: string): string =>
  `<ErrorResponse xmlns="${namespace}">${xml({ Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message }, RequestId: randomUUID() })}</ErrorResponse>\n`;

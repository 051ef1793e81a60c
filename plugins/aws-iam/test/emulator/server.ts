import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { KitClock } from "@turnbolt/testkit";
import { Account } from "./account.ts";
import { Refusal, xml } from "./answers.ts";
import { iamActions } from "./iam.ts";
import { logIn } from "./login.ts";
import { checkHttp, parametersOf } from "./query.ts";
import { stsActions } from "./sts.ts";

interface VendorError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: string;
}

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

type Request = Emulator["requests"][number];

/** What goes back, or nothing at all. */
type Reply =
  | {
      readonly status: number;
      readonly text: string;
      readonly retryAfter?: string | undefined;
      readonly cut?: boolean;
    }
  | "nothing";

const SERVICES = {
  "2010-05-08": { name: "iam", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" },
  "2011-06-15": { name: "sts", namespace: "https://sts.amazonaws.com/doc/2011-06-15/" },
} as const;

/** IAM and STS of one account on a loopback port, in the AWS query protocol. */
export async function startEmulator(clock: KitClock, accountId = "123456789012"): Promise<Emulator> {
  const account = new Account(accountId, () => clock.now());
  const tune = { skewMs: 0, pageSize: 1000 };
  const faults = new Map<string, Fault[]>();
  const requests: Request[] = [];
  const answer = answering(account, () => clock.now(), tune);
  const server = createServer((request, response) => {
    readBody(request)
      .then(async (body) => {
        const form = new URLSearchParams(body);
        const log: Request = { action: form.get("Action") ?? "", userAgent: request.headers["user-agent"] };
        requests.push(log);
        send(response, await answer({ request, body, form, log, fault: faults.get(log.action)?.shift() }));
      })
      .catch(() => response.destroy());
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

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly form: URLSearchParams;
  readonly log: Request;
  readonly fault: Fault | undefined;
}

/** The way of one request: fault before, login, right, deed, fault after. */
function answering(account: Account, now: () => number, tune: Emulator["tune"]) {
  const actions = { iam: iamActions(account, now, () => tune.pageSize), sts: stsActions(account) };
  return async ({ request, body, form, log, fault }: Asked): Promise<Reply> => {
    const name = log.action;
    const version = form.get("Version") ?? "";
    const service = version === "2011-06-15" ? SERVICES[version] : SERVICES["2010-05-08"];
    const refusal = ({ status, code, message }: VendorError) => ({
      status,
      text: errorXml(service.namespace, status, code, message),
    });
    try {
      const before = fault?.when === "before" ? await strike(fault, refusal) : null;
      if (before) return before;
      checkHttp(request);
      const { headers } = request;
      const caller = logIn(account, { headers, body }, service.name, { now, skewMs: tune.skewMs });
      log.arn = caller.arn;
      const action = version in SERVICES ? actions[service.name][name] : undefined;
      if (action === undefined) {
        throw new Refusal(400, "InvalidAction", `Could not find operation ${name} for version ${version}`);
      }
      const text = resultXml(service.namespace, name, xml(action.run(parametersOf(form, action), caller)));
      const after = fault?.when === "after" ? await strike(fault, refusal) : null;
      return after ?? { status: 200, text, cut: fault?.what === "cut the answer short" };
    } catch (error) {
      if (error instanceof Refusal) return refusal(error);
      throw error;
    }
  };
}

/** What a fault makes of the answer; `null` where it leaves it as it is. */
async function strike(
  { what }: Fault,
  refusal: (error: VendorError) => object & Reply,
): Promise<Reply | null> {
  if (what === "cut the answer short") return null;
  if (what === "drop the connection") return "nothing";
  if ("waitFor" in what) {
    await what.waitFor;
    return null;
  }
  return { ...refusal(what), retryAfter: what.retryAfter };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === "nothing") return void response.destroy();
  const { status, text, retryAfter, cut } = reply;
  response.writeHead(status, {
    "content-type": "text/xml",
    "content-length": Buffer.byteLength(text),
    ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }),
  });
  if (cut) response.write(text.slice(0, text.length / 2), () => response.destroy());
  else response.end(text);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

const resultXml = (namespace: string, action: string, result: string): string =>
  `<${action}Response xmlns="${namespace}">\n<${action}Result>${result}</${action}Result>\n<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>\n</${action}Response>\n`;

const errorXml = (namespace: string, status: number, code: string, message: string): string =>
  `<ErrorResponse xmlns="${namespace}">${xml({ Error: { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message }, RequestId: randomUUID() })}</ErrorResponse>\n`;

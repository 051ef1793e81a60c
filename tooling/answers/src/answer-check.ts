import { type Answer, type Document, findOperation, type Operation } from "./find-operation.ts";
import { validatorOf } from "./validator-of.ts";

/** What came back for a request. */
export interface Given {
  readonly method: string;
  readonly pathname: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Throws when the document does not promise the answer. */
export type AnswerCheck = (given: Given) => void;

/** Holds answers against a document: the status, the content type, and every field of the body. */
export function answerCheck(document: object): AnswerCheck {
  const api = document as Document; // the caller's linters look at its form
  const ajv = validatorOf(document);
  const assertFits: AssertFits = (given, pointer) => {
    const validate = ajv.getSchema(`api#${pointer}`);
    if (!validate) throw new Error(`the document has nothing at ${pointer}`);
    if (validate(JSON.parse(given.text))) return;
    const wrong = (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || "the body"} ${message} ${JSON.stringify(params)}`,
    );
    throw new Error(`${title(given)} is not as the document says: ${wrong.join("; ")}`);
  };
  return (given) => {
    const found = findOperation(api, given.method, given.pathname);
    if (found?.operation) assertPromised(api, found.path, found.operation, given, assertFits);
    else assertNoOperation(api, given, assertFits);
  };
}

type AssertFits = (given: Given, pointer: string) => void;

function assertPromised(
  api: Document,
  path: string,
  { responses }: Operation,
  given: Given,
  assertFits: AssertFits,
): void {
  const promised = responses[String(given.status)];
  if (!promised) {
    throw new Error(`${title(given)}: the document promises ${Object.keys(responses).join(", ")}`);
  }
  if (promised.$ref !== undefined) {
    assertRefusal(api, given, assertFits);
    return;
  }
  const [type] = Object.keys(promised.content ?? {});
  if (type === undefined) {
    if (given.text === "") return;
    throw new Error(`${title(given)} has a body, and the document promises none`);
  }
  const came = given.headers.get("content-type")?.split(";")[0];
  if (came !== type) throw new Error(`${title(given)} is ${came}, and the document promises ${type}`);
  if (type !== "application/json") return;
  const at = `${inPointer(path)}/${given.method.toLowerCase()}/responses/${given.status}`;
  assertFits(given, `/paths/${at}/content/${inPointer(type)}/schema`);
}

function assertNoOperation(api: Document, given: Given, assertFits: AssertFits): void {
  if (given.status === 405) assertNoSuchMethod(given);
  else if (given.status >= 400) assertRefusal(api, given, assertFits);
  else if (!SIGNING_IN.test(given.pathname)) {
    throw new Error(`${title(given)}: the document does not know this operation`);
  }
}

function assertRefusal({ components }: Document, given: Given, assertFits: AssertFits): void {
  const [name] =
    Object.entries(components.responses).find(([, answer]) => statusIn(answer) === given.status) ?? [];
  if (name === undefined) throw new Error(`${title(given)}: no refusal of this API has that status`);
  assertFits(given, `/components/responses/${name}/content/${inPointer("application/json")}/schema`);
  const { reqId } = JSON.parse(given.text) as { reqId?: string };
  const inHeader = given.headers.get("x-request-id");
  if (reqId === inHeader) return;
  throw new Error(`${title(given)} names the request ${reqId}, its header ${inHeader}`);
}

/** What a browser does to get and to end a session is no operation of the API. */
const SIGNING_IN = /^\/api\/v1\/auth\/(sign-in|sign-out|identity-provider|callback\/oidc)$/;

/** The one refusal that belongs to no operation. */
function assertNoSuchMethod(given: Given): void {
  const body = JSON.parse(given.text) as Record<string, unknown>;
  const fields = Object.keys(body).sort().join();
  if (fields === "error,message,reqId,statusCode" && body.error === "MethodNotAllowed") return;
  throw new Error(`${title(given)} is no refusal of this API`);
}

const title = ({ method, pathname, status, text }: Given): string =>
  `${method} ${pathname} → ${status} ${status >= 400 ? text.slice(0, 300) : ""}`.trimEnd();

const inPointer = (part: string): string =>
  encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

function statusIn(answer: Answer): unknown {
  const { schema } = (answer.content?.["application/json"] ?? {}) as {
    readonly schema?: {
      readonly properties?: { readonly statusCode?: { readonly enum?: readonly unknown[] } };
    };
  };
  return schema?.properties?.statusCode?.enum?.[0];
}

import type { JsonSchema } from "../json-schema.ts";
import { ERRORS } from "../refusal.ts";

/** Another method at a path is no operation, and has no answer in the document. */
type Status = Exclude<keyof typeof ERRORS, 405>;

const WHEN: Readonly<Record<Status, string>> = {
  400: "A rule refuses, or the target does; the message says why and what to do.",
  401: "No credential came along, or one that nobody knows.",
  403: "May not (`PermissionDenied`, with `details`), or the token has expired, was revoked or is malformed (`TokenError`).",
  404: "There is no such thing.",
  409: "Something is under way or has changed meanwhile; the message names the run where there is one.",
  413: "The body is too large.",
  422: "The input does not fit its schema; `message` says for each field what is wrong.",
  429: "Too often; `retry-after` says how many seconds to wait.",
  500: "The target let a run fail, with the cause in plain words; or a fault of ours, whose cause is in the log under this `reqId`.",
  504: "The run goes on; the message names it.",
};

const issues: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties: {
      path: { type: "array", items: { type: ["string", "integer"] } },
      message: { type: "string" },
    },
    required: ["path", "message"],
  },
};

const details: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties: { action: { type: "string" }, subject: { type: "string" } },
    required: ["action", "subject"],
    additionalProperties: false,
  },
};

/** The body of an error answer with one status. */
export const errorSchema = (status: Status): JsonSchema => ({
  type: "object",
  properties: {
    reqId: { type: "string", description: "Also in the header `x-request-id`, and in the log." },
    statusCode: { type: "number", enum: [status] },
    message: status === 422 ? issues : { type: "string" },
    error: {
      type: "string",
      examples: status === 403 ? ["PermissionDenied", "TokenError"] : [ERRORS[status]],
    },
    ...(status === 403 && { details }),
  },
  required: ["reqId", "statusCode", "message", "error"],
  additionalProperties: false,
});

/** `components.responses`: one for each kind of refusal that an operation of these promises. */
export function errorResponses(
  promised: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown> {
  const used = new Set(promised.flatMap(Object.keys));
  const needed = statuses().filter((status) => used.has(String(status)));
  return Object.fromEntries(needed.map((status) => [ERRORS[status], responseOf(status)]));
}

/** What an operation may be refused with, as references. */
export function errorAnswers(options: {
  readonly waits: boolean;
  readonly takesBody: boolean;
}): Record<string, unknown> {
  const possible = statuses().filter(
    (status) => (status !== 504 || options.waits) && (status !== 413 || options.takesBody),
  );
  return Object.fromEntries(
    possible.map((status) => [String(status), { $ref: `#/components/responses/${ERRORS[status]}` }]),
  );
}

const statuses = (): Status[] => Object.keys(WHEN).map((status) => Number(status) as Status); // its own keys

function responseOf(status: Status) {
  const schema = errorSchema(status);
  const body = {
    reqId: "01JX6M0W3V",
    statusCode: status,
    message: status === 422 ? [{ path: ["name"], message: "Invalid input" }] : WHEN[status],
    error: ERRORS[status],
    ...(status === 403 && { details: [{ action: "read", subject: "secrets" }] }),
  };
  return {
    description: WHEN[status],
    ...(status === 429 && {
      headers: { "retry-after": { description: "Seconds to wait.", schema: { type: "integer" } } },
    }),
    content: { "application/json": { schema, example: body } },
  };
}

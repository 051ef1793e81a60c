import type { IncomingMessage } from "node:http";
import { Refusal } from "./answers.ts";
import type { Action, Parameters } from "./iam.ts";

const KNOWN_AMZ_HEADERS = ["x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-user-agent"];

/** Refuses what is not a request of the query protocol. */
export function checkHttp({ method, url, headers }: IncomingMessage): void {
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

/** The parameters of an action, and none that it does not take. */
export function parametersOf(form: URLSearchParams, { takes }: Action): Parameters {
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

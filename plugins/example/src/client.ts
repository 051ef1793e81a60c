import { RotationError, type RotationErrorCode, type Runtime } from "@turnbolt/core";

/** What a status means: an error, or nothing to worry about. Any other one says nothing about what happened. */
type Meanings = Readonly<Record<number, RotationErrorCode | "fine">>;
const USUALLY: Meanings = { 200: "fine", 401: "unauthorized", 403: "forbidden", 404: "not-found" };

/** Sends one request as the owner of `key`. Of a failure only the number is told: a text may show the request again. */
export async function ask(runtime: Runtime, key: string, to: string, body?: object, here: Meanings = {}) {
  const [method = "", url = ""] = to.split(" ");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const init = { method, headers, signal: runtime.signal, ...(body && { body: JSON.stringify(body) }) };
  const response = await runtime.fetch(url, { ...init, redirect: "error" }).catch((cause: unknown) => {
    throw new RotationError("unavailable", "example-api-key: the service does not answer", { cause });
  });
  const code = { ...USUALLY, ...here }[response.status] ?? "unavailable";
  if (code === "fine") return await response.text();
  throw new RotationError(code, `example-api-key: the service answered ${response.status}`);
}

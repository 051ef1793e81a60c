import { createHmac } from "node:crypto";
import { wantsAsync } from "./read-input.ts";
import type { Route } from "./routes.ts";

/** Where the run of an answer that did not wait is read. */
export const runPath = (runId: string): string => `/api/v2/rotation-runs/${runId}`;

/** What a procedure gave, as an answer. */
export function answer(route: Route, output: unknown, request: Request, etagKey: Uint8Array): Response {
  const { http } = route;
  if (http.empty) return new Response(null, { status: 204 });
  if (http.contentType !== undefined) {
    return new Response(String(output), { headers: { "content-type": http.contentType } });
  }
  if (http.respondAsync === undefined) return json(output, route, request, etagKey);
  const { [http.respondAsync]: runId, ...waited } = output as Readonly<Record<string, unknown>>; // its output schema has the field
  if (!wantsAsync(route, request) || typeof runId !== "string") return json(waited, route, request, etagKey);
  return Response.json(output, {
    status: 202,
    headers: { location: runPath(runId), "preference-applied": "respond-async" },
  });
}

function json(value: unknown, { http }: Route, request: Request, etagKey: Uint8Array): Response {
  const text = JSON.stringify(value ?? {});
  const headers = { "content-type": "application/json" };
  if (!http.etag) return new Response(text, { headers });
  // Keyed: a header may be logged on its way, and nobody shall try values against it.
  const etag = `"${createHmac("sha256", etagKey).update(text).digest("base64url")}"`;
  if (knows(request, etag)) return new Response(null, { status: 304, headers: { etag } });
  return new Response(text, { headers: { ...headers, etag } });
}

function knows(request: Request, etag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}

import type { Etag } from "./etag.ts";
import { wantsAsync } from "./read-input.ts";
import type { Route } from "./routes.ts";

/** Where the run of an answer that did not wait is read. */
export const runPath = (runId: string): string => `/api/v2/rotation-runs/${runId}`;

/** What a procedure gave, as an answer. */
export function answer(route: Route, output: unknown, request: Request, etag: Etag | undefined): Response {
  const { http } = route;
  if (http.empty) return new Response(null, { status: 204 });
  if (http.contentType !== undefined) {
    const body = output instanceof ReadableStream ? output : String(output);
    return new Response(body, { headers: { "content-type": http.contentType } });
  }
  if (http.respondAsync === undefined) return Response.json(output ?? {}, { headers: etag?.headers() ?? {} });
  const { [http.respondAsync]: runId, ...waited } = output as Readonly<Record<string, unknown>>; // its output schema has the field
  if (!wantsAsync(route, request) || typeof runId !== "string") return Response.json(waited);
  return Response.json(output, {
    status: 202,
    headers: { location: runPath(runId), "preference-applied": "respond-async" },
  });
}

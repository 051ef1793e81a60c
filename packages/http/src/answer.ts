import type { Etag } from "./etag.ts";
import { wantsAsync } from "./read-input.ts";
import type { Route } from "./routes.ts";

/** Where what goes on behind an answer that did not wait is read, by the field that names it. */
const PATHS: Readonly<Record<string, string>> = {
  runId: "/api/v2/rotation-runs",
  bulkJobId: "/api/v2/bulk-jobs",
};

/** What a procedure gave, as an answer. */
export function answer(route: Route, output: unknown, request: Request, etag: Etag | undefined): Response {
  const { http } = route;
  if (http.empty) return new Response(null, { status: 204 });
  if (http.contentType !== undefined) {
    const body = output instanceof ReadableStream ? output : String(output);
    return new Response(body, { headers: { "content-type": http.contentType } });
  }
  if (http.respondAsync === undefined) return Response.json(output ?? {}, { headers: etag?.headers() ?? {} });
  const { [http.respondAsync]: goesOn, ...waited } = output as Readonly<Record<string, unknown>>; // its output schema has the field
  if (!wantsAsync(route, request) || typeof goesOn !== "string") return Response.json(waited);
  return Response.json(output, {
    status: 202,
    headers: { location: `${PATHS[http.respondAsync]}/${goesOn}`, "preference-applied": "respond-async" },
  });
}

import { randomUUID } from "node:crypto";
import { RequestError } from "@hono/node-server";
import { errorBody } from "@turnbolt/http";

/** The answer to a request whose address cannot be read: no middleware has seen it. */
export function unreadable(error: unknown): Response {
  const reqId = randomUUID();
  const body =
    error instanceof RequestError
      ? errorBody(400, "The address of the request cannot be read.", reqId)
      : errorBody(500, "Something went wrong on our side.", reqId);
  const headers = { "x-request-id": reqId, "x-content-type-options": "nosniff", "cache-control": "no-store" };
  return Response.json(body, { status: body.statusCode, headers });
}

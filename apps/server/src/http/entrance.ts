import type { HttpBindings } from "@hono/node-server";
import type { From } from "@turnbolt/api";
import type { MiddlewareHandler } from "hono";
import type { TrustedProxies } from "../env.ts";
import { clientOf } from "./client-address.ts";
import { requestIdOf } from "./request-id.ts";

export interface Entered {
  Bindings: HttpBindings;
  Variables: { requestId: string; from: From };
}

/** Gives each request an id, which its answer and our log carry, and finds out where it comes from. */
export const entrance =
  (trusted: TrustedProxies): MiddlewareHandler<Entered> =>
  async (context, next) => {
    const client = clientOf(context.env.incoming, trusted);
    const requestId = requestIdOf(context.req.header("x-request-id"), client);
    context.set("requestId", requestId);
    context.set("from", { address: client.address, requestId });
    // There and not on the answer, which a door makes whole: to change that one costs more than to make it.
    context.env.outgoing.setHeader("x-request-id", requestId);
    await next();
  };

import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { AppRouter } from "@turnbolt/server";

/** The server's own door, as any client uses it. */
export type Api = TRPCClient<AppRouter>;

export const apiOf = (url: string, token: string): Api =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${token}` } })],
  });

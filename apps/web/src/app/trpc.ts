import { QueryClient } from "@tanstack/react-query";
import type { AppRouter } from "@turnbolt/api";
import { createClient, factsOf } from "@turnbolt/client";
import { onReachable, watchedFetch } from "./contact.ts";
import { queriesOf } from "./queries-of.ts";

/** Talks to the server that this page comes from; the session's cookie says who asks. */
export const client = createClient<AppRouter>({ url: "", fetch: watchedFetch });

/** Every procedure as TanStack Query takes it. */
export const trpc = queriesOf(client);

/** A lost connection; a refusal is an answer, and comes again when it is asked again. */
export const isLost = (error: unknown): boolean => factsOf(error) === null;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The server may be on this machine, whatever the browser thinks of the network.
      networkMode: "always",
      retry: (count, error) => count < 2 && isLost(error),
      staleTime: 5_000,
    },
    // Whether a change was made is not known when its answer is lost: people look, and ask again.
    mutations: { networkMode: "always", retry: false },
  },
});

onReachable(() => void queryClient.invalidateQueries());

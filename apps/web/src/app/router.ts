import { createRouter } from "@tanstack/react-router";
import { Waiting } from "../parts/waiting.tsx";
import { routeTree } from "./routes.tsx";
import { parseSearch, stringifySearch } from "./search-text.ts";

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  // What a screen shows is fetched by its queries; only its script is loaded ahead.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultPendingComponent: Waiting,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

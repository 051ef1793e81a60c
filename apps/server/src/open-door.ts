import type { AppRouter, Plugins } from "@turnbolt/api";
import { httpDoor } from "@turnbolt/http";
import { tallyStore } from "@turnbolt/store";
import type { Logger } from "pino";
import { briefly } from "./briefly.ts";
import type { Running } from "./compose.ts";
import type { RootToken } from "./data/root-token.ts";
import type { Settings } from "./env.ts";
import { httpApp } from "./http/app.ts";
import { openDashboard } from "./http/dashboard.ts";
import { metricsOf } from "./http/metrics.ts";
import { rateLimits } from "./http/rate-limits.ts";
import { type HttpServer, serve } from "./http/serve.ts";
import { whoAsks } from "./http/who-asks.ts";
import type { OpenStore } from "./open-store.ts";
import { authRoutes } from "./people/routes.ts";
import { sessionRecogniser } from "./people/session-recogniser.ts";
import { version } from "./version.ts";

export interface DoorParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly store: OpenStore;
  readonly router: AppRouter;
  readonly plugins: Plugins;
  readonly rootToken: RootToken;
}

export interface Door extends HttpServer {
  /** Whether the dashboard was built, and is served. */
  readonly hasDashboard: boolean;
}

/** Answers requests, from here until it is stopped. */
export async function openDoor(
  { settings, log, store, router, plugins, rootToken }: DoorParts,
  { services, people, clock, worker }: Running,
): Promise<Door> {
  const { publicUrl } = settings;
  const { database } = store;
  const session = sessionRecogniser(people.auth, publicUrl);
  const { recognise, settled } = whoAsks({ database, services, rootToken: rootToken.value, session, log });
  const limits = rateLimits({
    tally: tallyStore(database),
    clock,
    onError: (error) => log.warn(briefly(error), "how often others asked could not be told"),
  });
  const door = httpDoor({
    router,
    plugins,
    document: { version, url: publicUrl, sessionCookie: people.auth.cookie },
    onFault: (error, what) =>
      log.error(
        { ...what, ...briefly(error instanceof Error ? (error.cause ?? error) : error) },
        "a request failed",
      ),
  });
  const signIn = authRoutes({ ...people, publicUrl, database });
  const ready = () => store.queries.installation.isReady();
  const metrics = metricsOf({ services, busy: worker.busy });
  const dashboard = openDashboard();
  const parts = { router, door, services, recognise, signIn, limits, metrics, settings, ready, log };
  const app = httpApp({ ...parts, dashboard });
  const http = await serve((request, env) => app.fetch(request, env), settings);
  return {
    url: http.url,
    hasDashboard: dashboard !== null,
    stop: () => http.stop().then(settled).then(limits.stop),
  };
}

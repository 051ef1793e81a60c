import { API_LEVEL } from "@turnbolt/core";
import type { Parts } from "../services.ts";
import type { About } from "./schema.ts";

export type HealthService = ReturnType<typeof healthService>;

/** What a process knows of itself. */
export interface Self {
  readonly version: string;
  readonly database: About["database"];
  readonly startedAt: Date;
}

export const healthService = ({ store, self, engine, packageOf }: Parts) => ({
  /** Answers when the database does. */
  async ready() {
    await store.ping();
    return { status: "ok" as const, version: self.version, now: engine.clock.now() };
  },
  about: (): About => ({
    version: self.version,
    apiLevel: API_LEVEL,
    database: self.database,
    startedAt: self.startedAt,
    uptimeSeconds: Math.max(0, Math.floor((engine.clock.now().getTime() - self.startedAt.getTime()) / 1000)),
    plugins: engine.registry.providers
      .map(({ type, app, title }) => ({ type, app, title, package: packageOf(type) }))
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
  }),
});

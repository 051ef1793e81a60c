import type { Parts } from "../services.ts";

export type HealthService = ReturnType<typeof healthService>;

export const healthService = ({ store, version, engine }: Parts) => ({
  /** Answers when the database does. */
  async ready() {
    await store.ping();
    return { status: "ok" as const, version, now: engine.clock.now() };
  },
});

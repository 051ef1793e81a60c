import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Behaviour, type Kept, replace } from "./box-files.ts";
import { openStage, type Stage } from "./browser.ts";
import type { TurnboltOptions } from "./turnbolt.ts";

const PLUGIN = join(import.meta.dirname, "box-plugin.ts");

const WELL: Behaviour = { issue: "go", verify: "go", revoke: "go" };

export interface BoxStage extends Stage {
  /** What the box holds of an owner: the oracle. */
  held(owner: string): readonly Kept[];
  /** How the box behaves from now on. */
  tell(behaviour: Partial<Behaviour>): void;
  /** A rotation with a first credential; more of its settings on top. */
  create(name: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Rotates once it is free, and waits for the end, whatever it is; the run. */
  rotate(rotationId: string): Promise<string>;
  /** Waits until no run of it is under way. */
  atRest(rotationId: string): Promise<void>;
  readonly connectionId: string;
}

/** A stage with a target that does as it is told. */
export async function openBoxStage(options: TurnboltOptions = {}): Promise<BoxStage> {
  const folder = mkdtempSync(join(tmpdir(), "turnbolt-box-"));
  const tell = (behaviour: Partial<Behaviour>) =>
    replace(join(folder, "behaviour.json"), { ...WELL, ...behaviour });
  tell({});
  replace(join(folder, "tokens.json"), []);
  const settings = { ...options.settings, TURNBOLT_PLUGINS: PLUGIN };
  const stage = await openStage({ ...options, settings });
  const { client, projectId } = stage.turnbolt;
  const { appConnection } = await client.connections.create.mutate({
    name: "the-box",
    app: "box",
    credentials: { folder },
  } as never); // typed by the official plugins
  const atRest = (rotationId: string) =>
    until(async () => (await client.rotations.state.query({ rotationId })).currentRunId === null);
  return {
    ...stage,
    tell,
    connectionId: appConnection.id,
    held: (owner) =>
      (JSON.parse(readFileSync(join(folder, "tokens.json"), "utf8")) as Kept[]).filter(
        (kept) => kept.owner === owner,
      ),
    create: async (name, more = {}) => {
      const { secretRotation } = await client.rotations.create.mutate({
        type: "box-token",
        name,
        projectId,
        environment: "dev",
        connectionId: appConnection.id,
        rotationInterval: 30,
        parameters: { owner: name },
        secretsMapping: { token: `TOKEN_${name.toUpperCase().replaceAll("-", "_")}` },
        ...more,
      } as never);
      return secretRotation.id;
    },
    atRest,
    rotate: async (rotationId) => {
      await atRest(rotationId);
      const { runId } = await client.rotations.rotate.mutate({ rotationId, force: true, wait: false });
      await until(async () => (await client.runs.get.query({ runId })).run.ended);
      return runId;
    },
    stop: async () => {
      await stage.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const DEADLINE_MS = 10_000;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("it has not come to that in time");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

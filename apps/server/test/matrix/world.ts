import { type AppRouter, createApi } from "@turnbolt/api";
import type postgres from "postgres";
import { sharedDatabase } from "../support/shared-database.ts";
import { type clientOf, TOKEN } from "../support/turnbolt.ts";
import { isDone, trpcDoor } from "./doors.ts";
import { plugin, VALUE } from "./plugin.ts";

/** Stands in every name here, so that an answer that tells of something here is seen. */
export const HERE = "heremark";

/** The server has a second key, which may take over. */
export const NEW_KEY = Buffer.alloc(32, 8).toString("base64");

/** Asks as the root token, and gives what is at this path of the answer; throws what is refused. */
export type AsRoot = (name: string, input?: unknown, path?: string) => Promise<string>;

/** A server with a project in which the principals are something, and another one. */
export interface World {
  readonly url: string;
  readonly router: AppRouter;
  readonly client: ReturnType<typeof clientOf>;
  /** Past the code under test. */
  readonly sql: postgres.Sql;
  /** The project in which roles are held. */
  readonly here: string;
  readonly there: string;
  readonly connectionId: string;
  /** A rotation here with an active and a superseded credential. */
  readonly rotationId: string;
  /** Another number each time. */
  next(): number;
  readonly root: AsRoot;
  stop(): Promise<void>;
}

export async function aWorld(): Promise<World> {
  const database = await sharedDatabase([plugin]);
  // Nothing writes but what is asked for.
  await database.sql`alter system set autovacuum = off`;
  await database.sql`select pg_reload_conf()`;
  const router: AppRouter = createApi([plugin]);
  const rotating = await database.start("all");
  const seeds = await seeded(rootOf(rotating.server.url ?? "", router));
  await database.endServers();
  const { server, client } = await database.start("api", {
    trustProxy: { hops: 1 },
    newKey: NEW_KEY,
  });
  const url = server.url ?? "";
  let count = 0;
  return {
    ...seeds,
    url,
    router,
    client,
    sql: database.sql,
    next: () => ++count,
    root: rootOf(url, router),
    stop: database.stop,
  };
}

function rootOf(url: string, router: AppRouter): AsRoot {
  const door = trpcDoor(url, router);
  return async (name, input = {}, path = "") => {
    const answer = await door(name, input, { authorization: `Bearer ${TOKEN}` });
    if (!isDone(answer)) throw new Error(`${name} was refused: ${answer.text}`);
    const steps = ["result", "data", ...path.split(".").filter(Boolean)];
    const found = steps.reduce<unknown>(
      (value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key],
      JSON.parse(answer.text),
    );
    return String(found);
  };
}

async function seeded(root: AsRoot): Promise<Pick<World, "here" | "there" | "connectionId" | "rotationId">> {
  const here = await root("projects.create", { projectName: HERE, slug: HERE }, "project.id");
  const there = await root("projects.create", { projectName: "there", slug: "there" }, "project.id");
  const connectionId = await root("connections.create", connectionInput(here, HERE), "appConnection.id");
  const rotation = rotationInput({ here, connectionId }, HERE);
  const rotationId = await root("rotations.create", { ...rotation, wait: true }, "secretRotation.id");
  await root("rotations.rotate", { rotationId, wait: true });
  return { here, there, connectionId, rotationId };
}

/** A connection of a project. */
export const connectionInput = (projectId: string, name: string) => ({
  app: plugin.app,
  name,
  projectId,
  credentials: { name, password: `${VALUE} of a connection` },
});

/** A rotation of an account of its own. */
export const rotationInput = (
  { here, connectionId }: Pick<World, "here" | "connectionId">,
  name: string,
) => ({
  type: plugin.type,
  name,
  projectId: here,
  environment: "dev",
  connectionId,
  rotationInterval: 30,
  parameters: { account: name },
  secretsMapping: { key: `${name}_KEY`, password: `${name}_PASSWORD` },
  wait: false,
});

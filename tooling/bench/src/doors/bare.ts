import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { eq, sql } from "drizzle-orm";
import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { Hono } from "hono";
import postgres from "postgres";

const values = pgTable("bare_values", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
  version: integer("version").notNull(),
});

/** The least that a read over HTTP costs: one row by its key, in clear, for everybody, told to nobody. */
export interface Bare {
  readonly origin: string;
  close(): Promise<void>;
}

export async function bareRead(url: string, names: readonly string[], connections: number): Promise<Bare> {
  const client = postgres(url, { max: connections, onnotice: () => {} });
  await client`create table bare_values (name text primary key, value text not null, version int not null)`;
  await client`insert into bare_values select name, 'a value as long as a password is', 1 from unnest(${[...names]}::text[]) name`;
  await client`analyze bare_values`;
  const read = drizzle(client)
    .select()
    .from(values)
    .where(eq(values.name, sql.placeholder("name")))
    .prepare("bare_read");
  const app = new Hono();
  app.get("/read/:name", async (context) => {
    const [row] = await read.execute({ name: context.req.param("name") });
    return row ? context.json({ secret: row }) : context.json({}, 404);
  });
  const server = createServer(getRequestListener(app.fetch));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a path
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await client.end();
    },
  };
}

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type PostgresTarget, postgresTarget } from "@turnbolt/targets";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { embed } from "../scripts/embed-migrations.ts";
import { type Database, migrate, openDatabase } from "../src/index.ts";
import { embedded } from "../src/migrations/embedded.ts";

const PACKAGE = join(import.meta.dirname, "..");

describe("the migrations in the source", () => {
  it("are embedded as they are on disk", async () => {
    expect(await readFile(join(PACKAGE, "src/migrations/embedded.ts"), "utf8")).toBe(embed());
  });

  it("make the tables that the schema describes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "turnbolt-migrations-"));
    try {
      await cp(join(PACKAGE, "src/migrations"), join(folder, "out"), { recursive: true });
      const before = await readdir(join(folder, "out"));
      const kit = join(PACKAGE, "node_modules/drizzle-kit/bin.cjs");
      const schema = join(PACKAGE, "src/schema/index.ts");
      const flags = ["generate", "--dialect", "postgresql", "--schema", schema, "--out", "out"];
      const { stdout } = await promisify(execFile)(process.execPath, [kit, ...flags], { cwd: folder });
      expect(stdout).toContain("No schema changes");
      expect(await readdir(join(folder, "out"))).toEqual(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);
});

describe("migrate", () => {
  let target: PostgresTarget;
  let admin: postgres.Sql;
  let name: string;
  let count = 0;

  beforeAll(async () => {
    target = await postgresTarget().start();
    admin = postgres(target.url, { max: 1, onnotice: () => {} });
  }, 60_000);
  afterAll(async () => {
    await admin.end();
    await target.stop();
  });
  beforeEach(async () => {
    name = `store_${count++}`;
    await admin.unsafe(`create database ${name}`);
  });

  const open = (): Database => {
    const url = new URL(target.url);
    url.pathname = `/${name}`;
    return openDatabase({ url: url.href, max: 2 });
  };
  const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
    const database = open();
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };

  it("runs once when three servers start together", async () => {
    const runs = await Promise.all([1, 2, 3].map(() => withDatabase(migrate)));
    const applied = runs.map((run) => run.applied.length).toSorted();
    expect(applied).toEqual([0, 0, embedded.length]);
  });

  it("seeds a project with three environments, each with a root folder", async () => {
    await withDatabase(async (database) => {
      await migrate(database);
      const rows = await database.client`
        select p.slug as project, e.slug as environment, f.path from turnbolt.projects p
        join turnbolt.environments e on e.project_id = p.id join turnbolt.folders f on f.environment_id = e.id
        order by e.position`;
      expect(rows.map(({ project, environment, path }) => [project, environment, path])).toEqual([
        ["default", "dev", "/"],
        ["default", "staging", "/"],
        ["default", "prod", "/"],
      ]);
    });
  });

  it("refuses a database that a newer version has migrated, and changes nothing there", async () => {
    await withDatabase(async (database) => {
      await migrate(database);
      await database.client`insert into turnbolt.migrations (number, name, hash) values (99, '0099_future', 'x')`;
      await expect(migrate(database)).rejects.toThrow("newer than this version");
    });
  });

  it("refuses a database whose tables came from something else", async () => {
    await withDatabase(async (database) => {
      await migrate(database);
      await database.client`update turnbolt.migrations set hash = 'other' where number = 0`;
      await expect(migrate(database)).rejects.toThrow("another migration");
    });
  });

  it("leaves an empty database when it is interrupted", async () => {
    await withDatabase(async (database) => {
      await database.client`create schema turnbolt`;
      await expect(migrate(database)).rejects.toMatchObject({ code: "refused" });
      const rows = await database.client`select tablename from pg_tables where schemaname = 'turnbolt'`;
      expect(rows).toHaveLength(0);
    });
  });
});

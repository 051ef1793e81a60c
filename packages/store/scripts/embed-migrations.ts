import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../src/migrations");
export const EMBEDDED = join(FOLDER, "embedded.ts");

/** The SQL files as a module, so that a bundled server carries its migrations with it. */
export function embed(): string {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".sql"));
  const migrations = files.sort().map((file) => {
    const text = readFileSync(join(FOLDER, file), "utf8");
    return {
      name: file.replace(/\.sql$/, ""),
      hash: createHash("sha256").update(text).digest("hex"),
      statements: text.split("--> statement-breakpoint").map((statement) => statement.trim()),
    };
  });
  const lines = migrations.map((migration) => `  ${JSON.stringify(migration)},\n`);
  return `// Made from the SQL files beside it by \`pnpm --filter @turnbolt/store generate\`.
export const embedded: readonly {
  readonly name: string;
  readonly hash: string;
  readonly statements: readonly string[];
}[] = [
${lines.join("")}];
`;
}

if (import.meta.main) writeFileSync(EMBEDDED, embed());

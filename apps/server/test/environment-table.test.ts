import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { document, withTable } from "../scripts/environment-table.ts";

it("is in the document for operators as the schema has it (node apps/server/scripts/environment-table.ts)", () => {
  const text = readFileSync(document, "utf8");
  expect(withTable(text)).toBe(text);
});

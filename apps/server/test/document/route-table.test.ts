import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { document, withTable } from "../../scripts/route-table.ts";

it("is in the document as the procedures have it (node apps/server/scripts/route-table.ts)", () => {
  const text = readFileSync(document, "utf8");
  expect(withTable(text)).toBe(text);
});

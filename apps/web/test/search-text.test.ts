import { describe, expect, it } from "vitest";
import { parseSearch, stringifySearch } from "../src/app/search-text.ts";
import { sortedBy, tableQuery } from "../src/screens/rotations/table-query.ts";

describe("what stands in the URL", () => {
  it("comes back as it was, whatever it has in it", () => {
    const search = { q: "a&b = ü? #1", status: "failed" };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
  });

  it("has nothing of what is empty", () => {
    expect(stringifySearch({ q: "", status: undefined })).toBe("");
  });

  it("asks for what there is, and leaves out what makes no sense", () => {
    expect(tableQuery({ status: "sideways", sort: "colour", q: "bill" })).toEqual({
      limit: 100,
      sort: "name",
      descending: false,
      search: "bill",
    });
    expect(tableQuery({ status: "failed", sort: "nextRotationAt", order: "descending", type: "t" })).toEqual({
      limit: 100,
      sort: "nextRotationAt",
      descending: true,
      status: "failed",
      type: "t",
    });
  });

  it("turns the order round with the second click on a column, and back with the third", () => {
    const first = sortedBy({}, "nextRotationAt");
    expect(first).toEqual({ sort: "nextRotationAt", order: undefined });
    const second = sortedBy(first, "nextRotationAt");
    expect(second).toEqual({ sort: "nextRotationAt", order: "descending" });
    expect(sortedBy(second, "nextRotationAt")).toEqual(first);
  });
});

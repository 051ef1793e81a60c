import { describeProvider } from "@turnbolt/testkit";
import { afterAll, describe, it } from "vitest";
import provider from "../src/index.ts";
import { directories, startTarget } from "./targets.ts";

const each = directories.flatMap(({ name, start }) => [
  { name, start, own: false },
  { name: `${name}, the connection's own account`, start, own: true },
]);

describe.each(each)("the conformance suite at $name", ({ start, own }) => {
  const budget = { histories: own ? 40 : 20, ms: 8_000 };
  describeProvider({ provider, target: startTarget(start, { own }), describe, it, afterAll, budget });
});

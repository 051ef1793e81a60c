import { requireTarget } from "@turnbolt/targets";
import { describeProvider } from "@turnbolt/testkit";
import { afterAll, describe, it } from "vitest";
import provider from "../src/index.ts";
import { startTarget } from "./target.ts";

describe.skipIf(!requireTarget("redis"))("the conformance suite at Redis", () => {
  describeProvider({ provider, target: startTarget, describe, it, afterAll, budget: { histories: 150 } });
});

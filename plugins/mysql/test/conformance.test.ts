import { requireTarget } from "@turnbolt/targets";
import { describeProvider } from "@turnbolt/testkit";
import { afterAll, describe, it } from "vitest";
import provider from "../src/index.ts";
import { startTarget } from "./target.ts";

describe.skipIf(!requireTarget("mariadb"))("the conformance suite at MariaDB", () => {
  describeProvider({ provider, target: startTarget, describe, it, afterAll, budget: { histories: 40 } });
});

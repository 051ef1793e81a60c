import { describeProvider } from "@turnbolt/testkit";
import { afterAll, describe, it } from "vitest";
import provider from "../src/index.ts";
import { startTarget } from "./target.ts";
import { versions } from "./versions.ts";

describe.each(versions)("the conformance suite at PostgreSQL ($version)", ({ version }) => {
  describeProvider({
    provider,
    target: startTarget(version),
    describe,
    it,
    afterAll,
    budget: { histories: 40 },
  });
});

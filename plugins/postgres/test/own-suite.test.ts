import { describeProvider } from "@turnbolt/testkit";
import { afterAll, describe, it } from "vitest";
import provider from "../src/index.ts";
import { startOwnTarget } from "./target.ts";
import { versions } from "./versions.ts";

describe.each(versions)(
  "the suite on the connection's own accounts at PostgreSQL ($version)",
  ({ version }) => {
    describeProvider({
      provider,
      target: startOwnTarget(version),
      describe,
      it,
      afterAll,
      suites: ["contract", "idempotence", "facts", "secrecy", "crash"],
      budget: { histories: 40 },
    });
  },
);

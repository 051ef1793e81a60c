import { afterAll, describe, it } from "vitest";
import { corners, describeProvider } from "../src/index.ts";

for (const { provider, startTarget } of corners) {
  describeProvider({ provider, target: startTarget, describe, it, afterAll });
}

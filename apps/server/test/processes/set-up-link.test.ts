import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { PASSWORD, tokenOf } from "../support/browser.ts";
import { clientOf } from "../support/turnbolt.ts";
import { endProcesses, newFolder, removeFolders, startAtTerminal, startProcess } from "./turnbolt-process.ts";

afterEach(endProcesses);
afterAll(removeFolders);

const LINK = /http:\/\/[\d.:]+\/set-up#tbl_\w+/;

describe("the link that makes the first admin", () => {
  // Only there does `script` make a terminal in this way.
  it.runIf(process.platform === "linux")(
    "is shown at a terminal, another one at each start, until there is an admin",
    async () => {
      const folder = newFolder();
      const start = () => startAtTerminal({ TURNBOLT_DATA_DIR: folder }, "--no-sandbox");
      const first = start();
      const before = await first.printed(LINK);
      first.signal("SIGINT");
      await first.exitCode;

      const second = start();
      const link = await second.printed(LINK);
      expect(link).not.toBe(before);
      const token = readFileSync(join(folder, "root-token"), "utf8").trim();
      const client = clientOf(new URL(link).origin, token);
      const complete = (from: string) =>
        client.setUp.complete.mutate({
          token: tokenOf(from),
          email: "ada@example.test",
          name: "Ada",
          password: PASSWORD,
        });
      await expect(complete(before)).rejects.toThrow("good for nothing");
      await complete(link);
      second.signal("SIGINT");
      await second.exitCode;

      const third = start();
      await third.printed("is ready.");
      await third.printed("Database");
      third.signal("SIGINT");
      await third.exitCode;
      expect(third.output()).not.toMatch(LINK);
      expect(third.output()).not.toContain("nobody yet");
    },
    90_000,
  );

  it("is shown nowhere else: not where others read what the server prints, and not in its log", async () => {
    const folder = newFolder();
    const turnbolt = startProcess({ TURNBOLT_DATA_DIR: folder, TURNBOLT_LOG_LEVEL: "trace" }, "--no-sandbox");
    await turnbolt.printed("nobody yet");
    turnbolt.signal("SIGINT");
    await turnbolt.exitCode;
    expect(turnbolt.output()).not.toContain("set-up#");
    expect(turnbolt.output()).not.toContain("tbl_");
  }, 60_000);
});

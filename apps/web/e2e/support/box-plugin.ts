import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { type Behaviour, type Kept, replace } from "./box-files.ts";

const read = <T>(folder: string, name: string): T => JSON.parse(readFileSync(join(folder, name), "utf8"));
const tokensOf = (folder: string) => read<Kept[]>(folder, "tokens.json");
const keep = (folder: string, tokens: readonly Kept[]) => replace(join(folder, "tokens.json"), tokens);

/** Does as the test has told it for this step: goes on, waits until it is told otherwise, or refuses. */
async function asTold(folder: string, step: keyof Behaviour, progress?: () => void): Promise<void> {
  for (;;) {
    const told = read<Behaviour>(folder, "behaviour.json")[step];
    if (told === "wait") {
      progress?.();
      await pause(20);
      continue;
    }
    if (told === "refuse") throw new RotationError("forbidden", `box: ${step} is locked; unlock the box`);
    return;
  }
}

/** A target in a folder that holds several tokens, and does as a test tells it. */
export default defineProvider({
  type: "box-token",
  app: "box",
  title: "Token of a box",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  connection: z.object({ folder: z.string() }),
  parameters: z.object({ owner: z.string().meta({ title: "Owner" }) }),
  secret: z.object({ token: sensitive() }),
  propagation: { minimumMs: 0, deadlineMs: 600 },
  lifeMs: 0,
  subjects: ({ folder }, { owner }) => [`${folder}/${owner}`],
  connect: ({ folder }) => folder,
  check: async () => [],
  choose: ({ run, attempt }) => ({
    handle: `${run.label}-${attempt}`,
    secret: { token: generatePassword() },
  }),
  issue: async ({ client: folder, draft, parameters: { owner }, runtime }) => {
    await asTold(folder, "issue", () => runtime.progress(1, 3));
    const tokens = tokensOf(folder).filter(({ handle }) => handle !== draft.handle);
    const isWrong = read<Behaviour>(folder, "behaviour.json").issue === "mistake";
    const token = isWrong ? "another one" : draft.secret.token;
    keep(folder, [...tokens, { owner, handle: draft.handle, token }]);
  },
  list: async ({ client: folder, parameters: { owner } }) =>
    tokensOf(folder)
      .filter((kept) => kept.owner === owner)
      .map(({ handle }) => ({ handle })),
  revoke: async ({ client: folder, handle }) => {
    await asTold(folder, "revoke");
    keep(
      folder,
      tokensOf(folder).filter((kept) => kept.handle !== handle),
    );
  },
  verify: async ({ connection: { folder }, credential: { handle, secret } }) => {
    await asTold(folder, "verify");
    const kept = tokensOf(folder).find((one) => one.handle === handle);
    if (kept?.token !== secret.token)
      throw new RotationError("refused", `box: it does not take "${secret.token}"`);
  },
});

import type { RawAnswer } from "@turnbolt/core";
import { Desk } from "./desk.ts";
import { expectThat, same } from "./expect.ts";
import type { Case } from "./stage.ts";

const oneRequest: Case = {
  name: "issue makes one credential, in exactly one request through runtime.fetch",
  async run(stage) {
    const desk = await Desk.open(stage);
    const run = stage.run();
    const { answer } = await desk.send(run, null);
    expectThat(answer !== null, "no answer came through runtime.fetch");
    expectThat(desk.trace.requests === 1, `issue sent ${desk.trace.requests} requests`);
  },
};

const readsWhole: Case = {
  name: "read makes the same credential of the same answer, and none of an answer that broke off",
  async run(stage) {
    const { provider } = stage;
    if (provider.origin !== "granted") return;
    const desk = await Desk.open(stage);
    const { answer, credential } = await desk.send(stage.run(), null);
    if (!answer) return;
    const read = (raw: RawAnswer) => provider.read(Object.freeze(raw), desk.parameters);
    // The answer has lain on disk before it is read.
    expectThat(same(read(JSON.parse(JSON.stringify(answer))), credential), "read twice, two credentials");
    for (let length = 0; length < answer.body.length; length++) {
      const broken = { ...answer, body: answer.body.slice(0, length), complete: false };
      expectThat(
        throws(() => read(broken)) || same(read(broken), credential),
        `read makes another credential of an answer that broke off after ${length} bytes`,
      );
    }
    const foreign = ["", "{}", "null", "<html>502 Bad Gateway</html>"];
    for (const body of foreign) {
      expectThat(
        throws(() => read({ ...answer, body })),
        `read makes a credential of ${body}`,
      );
    }
  },
};

const throws = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch {
    return true;
  }
};

export const grantedCases: readonly Case[] = [oneRequest, readsWhole];

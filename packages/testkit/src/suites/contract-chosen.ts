import { Desk } from "./desk.ts";
import { expectThat, same } from "./expect.ts";
import { sensitiveValues } from "./spoil.ts";
import type { Case } from "./stage.ts";

const chooses: Case = {
  name: "choose answers at once, with a handle that follows from the plan and a value of its own for each draft",
  async run(stage) {
    const { provider } = stage;
    if (provider.origin !== "chosen") return;
    const desk = await Desk.open(stage);
    const plan = deepFreeze({ parameters: { ...desk.parameters }, run: stage.run(), current: null });
    const drafts = [1, 2, 3].map((attempt) => provider.choose({ ...plan, attempt }));
    drafts.push(provider.choose({ ...plan, run: stage.run(), attempt: 1 }));
    const values = drafts.map(({ secret }) => {
      expectThat(typeof secret === "object", "choose gives a secret, not a promise of one");
      return sensitiveValues(provider.secret, provider.secret.parse(secret)).join("\n");
    });
    expectThat(new Set(values).size === values.length, "two drafts have the same value");
    const handles = [1, 2, 3].map((attempt) => provider.choose({ ...plan, attempt }).handle);
    expectThat(
      same(
        handles,
        drafts.slice(0, 3).map(({ handle }) => handle),
      ),
      "the same draft has two handles",
    );
  },
};

const issuesTheDraft: Case = {
  name: "issue makes the target take the draft that is on disk, and no other value",
  async run(stage) {
    const desk = await Desk.open(stage);
    const run = stage.run();
    const draft = desk.draft(run);
    if (!draft) return;
    // What is on disk has been through JSON.
    const stored = JSON.parse(JSON.stringify(draft));
    const { credential } = await desk.send(run, deepFreeze(stored));
    await desk.works({ ...draft, handle: credential.handle });
    expectThat(await desk.subject.accepts(draft.secret), "the target does not take the draft");
  },
};

export const chosenCases: readonly Case[] = [chooses, issuesTheDraft];

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
}

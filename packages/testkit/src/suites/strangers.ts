import { Desk } from "./desk.ts";
import { expectThat, nameOf, outcomeOf } from "./expect.ts";
import { explore, report } from "./histories.ts";
import { isFresh } from "./is-fresh.ts";
import type { Case, Suite } from "./stage.ts";

/** Credentials that were never ours: there before, or made meanwhile. Needs a target where one can be planted. */
export const strangers: Suite = {
  name: "strangers",
  cases: (provider) => (isFresh(provider) ? [shown, fullOfThem, thereBefore, plantedDuring] : []),
};

const shown: Case = {
  name: "list shows a stranger, marks it as nobody's draft, and revoke of ours leaves it",
  async run(stage) {
    const desk = await Desk.open(stage);
    const stranger = await plant(desk, stage);
    if (!stranger) return;
    const run = stage.run();
    const draft = desk.draft(run);
    const { credential } = await desk.send(run, draft);
    await desk.works(credential);
    const entry = (await desk.list(draft ?? undefined)).find(({ handle }) => handle === stranger);
    expectThat(entry !== undefined, "list hides a stranger");
    expectThat(!entry.isDraft, "list takes a stranger for our draft");
    expectThat(entry.label !== run.label, "list puts our label on a stranger");
    await outcomeOf(() => desk.revoke(credential.handle));
    expectThat((await desk.subject.held()).includes(stranger), "a stranger was removed with ours");
  },
};

const fullOfThem: Case = {
  name: "a target full of strangers is full, and each of them stays",
  async run(stage) {
    const { provider } = stage;
    if (provider.phase !== "dual" || provider.handles !== "fresh" || provider.capacity === undefined) return;
    const desk = await Desk.open(stage);
    const planted: string[] = [];
    for (let count = 0; count < provider.capacity; count++) {
      const stranger = await plant(desk, stage);
      if (!stranger) return;
      planted.push(stranger);
    }
    const run = stage.run();
    const outcome = await outcomeOf(() => desk.send(run, desk.draft(run)));
    expectThat(!outcome.ok && outcome.code === "full", `a full target says ${nameOf(outcome)}`);
    const held = await desk.subject.held();
    expectThat(
      planted.every((handle) => held.includes(handle)),
      "a stranger was removed to make room",
    );
  },
};

const thereBefore: Case = {
  name: "a stranger that was there before outlives every accident of two rotations",
  async run(stage) {
    const probe = await stage.subject();
    if (!probe.plantStranger) return stage.note(`${stage.provider.type}: strangers: none can be planted`);
    const explored = await explore(stage, {
      days: 2,
      points: ["issue", "revoke", "list"],
      prepare: async (subject) => [(await subject.plantStranger?.()) ?? ""],
    });
    stage.note(`${stage.provider.type}: strangers before: ${report(explored)}`);
  },
};

const plantedDuring: Case = {
  name: "a stranger that is made in the middle of an accident stays",
  async run(stage) {
    const probe = await stage.subject();
    if (!probe.plantStranger) return stage.note(`${stage.provider.type}: strangers: none can be planted`);
    const explored = await explore(stage, {
      days: 2,
      points: ["issue"],
      deeds: (world) => [
        {
          at: stage.clock.time + 60,
          name: "somebody else makes a credential",
          async perform() {
            const planted = await outcomeOf(async () => world.options.subject.plantStranger?.());
            if (planted.ok && planted.value) world.strangers.push(planted.value);
          },
        },
      ],
    });
    stage.note(`${stage.provider.type}: strangers during: ${report(explored)}`);
  },
};

async function plant(desk: Desk, stage: Parameters<Case["run"]>[0]): Promise<string | undefined> {
  if (!desk.subject.plantStranger) stage.note(`${stage.provider.type}: strangers: none can be planted`);
  return await desk.subject.plantStranger?.();
}

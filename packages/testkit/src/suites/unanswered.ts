import { Desk } from "./desk.ts";
import { expectThat, Failed, nameOf, type Outcome, outcomeOf } from "./expect.ts";
import type { Trouble } from "./lend.ts";
import type { Case, Stage } from "./stage.ts";

/** A call sends no more requests than this. */
const MOST_REQUESTS = 12;
const TROUBLES: readonly Trouble[] = ["cut", "lost", "gateway"];

/** Codes that claim nothing about the outcome. */
const CLAIMS_NOTHING = new Set(["unavailable", "unknown", "rate-limited"]);

interface Attempt {
  readonly member: string;
  /** Works on a fresh desk under trouble, and says whether a yes would be true. */
  under(
    desk: Desk,
    trouble: { readonly at: number; readonly kind: Trouble },
  ): Promise<{ readonly outcome: Outcome; readonly isTrue: () => Promise<boolean> }>;
}

/**
 * Does the work again and again on fresh desks, with trouble at its first request, its second, and so on, until
 * there is no such request. Work that sends none (a socket of its own) is cut off once.
 */
async function strikeEach(stage: Stage, { member, under }: Attempt): Promise<void> {
  for (const kind of TROUBLES) {
    for (let at = 0; at < MOST_REQUESTS; at++) {
      const desk = await Desk.open(stage);
      const { outcome, isTrue } = await under(desk, { at, kind });
      const { requests, sockets } = desk.trace;
      const struck = requests > at || (kind === "cut" && sockets > 0);
      if (!outcome.ok && outcome.error instanceof Failed) throw outcome.error;
      const honest = outcome.ok ? await isTrue() : CLAIMS_NOTHING.has(outcome.code);
      expectThat(
        !struck || honest,
        `${member}, ${kind} at request ${at + 1}: nobody can know how it ended, and it said ${nameOf(outcome)}`,
      );
      if (requests <= at) break;
    }
  }
}

const issue: Case = {
  name: "issue never takes a missing answer for a yes or a no",
  run: (stage) =>
    strikeEach(stage, {
      member: "issue",
      async under(desk, trouble) {
        const run = stage.run();
        const draft = desk.draft(run);
        const outcome = await outcomeOf(() => desk.send(run, draft, trouble));
        return { outcome, isTrue: async () => draft !== null && (await desk.subject.accepts(draft.secret)) };
      },
    }),
};

const verify: Case = {
  name: "verify never takes a missing answer for an answer",
  run: (stage) =>
    strikeEach(stage, {
      member: "verify",
      async under(desk, trouble) {
        const credential = await desk.issue();
        const outcome = await outcomeOf(() => desk.verify(credential, { trouble }));
        return { outcome, isTrue: async () => false };
      },
    }),
};

const revoke: Case = {
  name: "revoke never takes a missing answer for a yes",
  async run(stage) {
    if (stage.provider.phase !== "dual") return;
    await strikeEach(stage, {
      member: "revoke",
      async under(desk, trouble) {
        const old = await desk.issue();
        await desk.issue();
        const outcome = await outcomeOf(() => desk.revoke(old.handle, trouble));
        return { outcome, isTrue: async () => !(await desk.subject.accepts(old.secret)) };
      },
    });
  },
};

const list: Case = {
  name: "list never takes a missing answer for an empty target",
  async run(stage) {
    const { provider } = stage;
    if (provider.phase !== "dual" || provider.handles !== "fresh") return;
    await strikeEach(stage, {
      member: "list",
      async under(desk, trouble) {
        const credential = await desk.issue();
        const outcome = await outcomeOf(() => desk.list(credential, trouble));
        const isTrue = async () =>
          outcome.ok && outcome.value.some(({ handle }) => handle === credential.handle);
        return { outcome, isTrue };
      },
    });
  },
};

/** Answers that do not come, at every request of every call. */
export const unanswered: readonly Case[] = [issue, verify, revoke, list];

import { Desk } from "./desk.ts";
import { expectCode, expectThat, nameOf, outcomeOf } from "./expect.ts";
import { isFresh } from "./is-fresh.ts";
import { spoil } from "./spoil.ts";
import type { Case, Suite } from "./stage.ts";

/** What is done twice is done once: the engine repeats every call whose answer it did not hear. */
export const idempotence: Suite = {
  name: "idempotence",
  cases: (provider) => [
    ...(provider.origin === "chosen" ? [issuesOnce, issuesOnceLater] : []),
    ...(provider.phase === "dual" ? [revokesAgain] : []),
    ...(isFresh(provider) ? [revokesNothing] : []),
    verifiesAgain,
  ],
};

const issuesOnce: Case = {
  name: "the same draft issued twice is one credential, and it works",
  run: async (stage) => await twice(stage, async () => {}),
};

const issuesOnceLater: Case = {
  name: "the same draft issued again after its answer was lost is one credential",
  run: async (stage) =>
    await twice(stage, async (desk, send) => {
      const outcome = await send({ at: lastRequest(desk), kind: "lost" });
      expectThat(
        outcome.ok || ["unknown", "unavailable", "refused"].includes(outcome.code),
        `a repeat that loses its answer says ${nameOf(outcome)}`,
      );
    }),
};

const lastRequest = (desk: Desk): number => Math.max(0, desk.trace.requests - 1);

type Send = (trouble?: Parameters<Desk["send"]>[2]) => Promise<Awaited<ReturnType<typeof outcomeOf>>>;

async function twice(
  stage: Parameters<Case["run"]>[0],
  between: (desk: Desk, send: Send) => Promise<void>,
): Promise<void> {
  const desk = await Desk.open(stage);
  const published = await desk.issue();
  const held = (await desk.subject.held()).length;
  const run = stage.run();
  const draft = desk.draft(run);
  if (!draft) return;
  const send: Send = (trouble) => outcomeOf(() => desk.send(run, draft, trouble));
  const first = await desk.send(run, draft);
  await between(desk, send);
  const second = await outcomeOf(() => desk.send(run, draft));
  expectThat(second.ok || second.code === "refused", `the second issue says ${nameOf(second)}`);
  const { handle } = first.credential;
  const again = second.ok ? second.value.credential.handle : handle;
  expectThat(handle === again, `the same draft was given two handles, ${handle} and ${again}`);
  await desk.works(first.credential);
  expectThat(await desk.subject.accepts(draft.secret), "after the second issue the draft does not work");
  if (!isFresh(stage.provider)) return;
  const more = (await desk.subject.held()).length - held;
  expectThat(more === 1, `issuing one draft twice left ${more} credentials`);
  expectThat(await desk.subject.accepts(published.secret), "issuing twice ended the published credential");
}

const revokesAgain: Case = {
  name: "a credential revoked twice is gone, and that is a success",
  async run(stage) {
    const desk = await Desk.open(stage);
    const old = await desk.issue();
    const kept = await desk.issue();
    await desk.revoke(old.handle);
    await desk.revoke(old.handle);
    expectThat(!(await desk.subject.accepts(old.secret)), "the revoked credential logs in");
    expectThat(await desk.subject.accepts(kept.secret), "the second revoke ended another credential");
  },
};

const revokesNothing: Case = {
  name: "a credential that the target has long forgotten is revoked with success, and nothing else is",
  async run(stage) {
    const desk = await Desk.open(stage);
    const gone = await desk.issue();
    const kept = await desk.issue();
    await desk.revoke(gone.handle);
    stage.clock.time += 30 * 86_400_000;
    const before = (await desk.subject.held()).length;
    await desk.revoke(gone.handle);
    expectThat((await desk.subject.held()).length === before, "revoke of nothing ended something");
    expectThat(await desk.subject.accepts(kept.secret), "revoke of nothing ended the published credential");
  },
};

const verifiesAgain: Case = {
  name: "a verify leaves no trace: a credential stays as good, or as bad, as it was",
  async run(stage) {
    const { provider } = stage;
    const desk = await Desk.open(stage);
    const credential = await desk.issue();
    await expectCode(["refused"], "verify of a wrong secret", () => desk.verify(spoil(provider, credential)));
    await desk.verify(credential);
    await desk.verify(credential);
    const changes = desk.subject.changes?.();
    expectThat(
      !changes || changes.filter(({ what }) => what === "issued").length === 1,
      "verify changed the target",
    );
    expectThat(await desk.subject.accepts(credential.secret), "verify ended the credential");
  },
};

import type { RotationProvider } from "@turnbolt/core";
import { Desk } from "./desk.ts";
import { expectThat, nameOf, outcomeOf } from "./expect.ts";
import { explore, report } from "./histories.ts";
import { isFresh } from "./is-fresh.ts";
import type { Case, Suite } from "./stage.ts";

/** Targets that say yes at once, and mean it later. Needs a target that can lag. */
export const lag: Suite = {
  name: "lag",
  cases: (provider) => [loginIsLate, ...(isFresh(provider) ? [listIsLate] : []), rotatesAnyway],
};

const loginIsLate: Case = {
  name: "a credential that does not log in yet is refused, and works when its time has come",
  async run(stage) {
    const desk = await Desk.open(stage);
    if (!desk.subject.lag) return stage.note(`${stage.provider.type}: lag: the target cannot lag`);
    const { loginMs } = within(stage.provider);
    desk.subject.lag({ loginMs, listMs: 0 });
    const run = stage.run();
    const { credential } = await desk.send(run, desk.draft(run));
    const early = await outcomeOf(() => desk.verify(credential));
    expectThat(
      !early.ok && (early.code === "refused" || early.code === "unavailable"),
      `verify of a credential that does not log in yet says ${nameOf(early)}`,
    );
    stage.clock.time += loginMs;
    await desk.verify(credential);
    expectThat(await desk.subject.accepts(credential.secret), "the target does not take the credential");
  },
};

const listIsLate: Case = {
  name: "revoke believes the target, not a list that lags",
  async run(stage) {
    const desk = await Desk.open(stage);
    if (!desk.subject.lag) return stage.note(`${stage.provider.type}: lag: the target cannot lag`);
    const old = await desk.issue();
    desk.subject.lag({ loginMs: 0, listMs: within(stage.provider).listMs });
    const young = await desk.issue();
    await desk.revoke(old.handle);
    await desk.revoke(old.handle);
    expectThat(!(await desk.subject.accepts(old.secret)), "the revoked credential logs in");
    expectThat(await desk.subject.accepts(young.secret), "the new credential was ended");
  },
};

const rotatesAnyway: Case = {
  name: "with login and list as late as declared, no answer lost and no death leaves anything behind",
  async run(stage) {
    const probe = await stage.subject();
    if (!probe.lag) return stage.note(`${stage.provider.type}: lag: the target cannot lag`);
    const explored = await explore(stage, {
      days: 2,
      lags: true,
      points: ["issue", "revoke", "list", "verify"],
      prepare(subject) {
        subject.lag?.(within(stage.provider));
        return [];
      },
    });
    stage.note(`${stage.provider.type}: lag: ${report(explored)}`);
  },
};

/** As late as the provider says that it may be. */
function within({ propagation }: RotationProvider): { readonly loginMs: number; readonly listMs: number } {
  const { deadlineMs, listLagMs = 0 } = propagation ?? { deadlineMs: 10_000 };
  return { loginMs: Math.floor(deadlineMs * 0.6), listMs: listLagMs };
}

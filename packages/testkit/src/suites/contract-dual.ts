import { Desk } from "./desk.ts";
import { expectCode, expectThat } from "./expect.ts";
import type { Case } from "./stage.ts";

const revokesOne: Case = {
  name: "revoke ends the credential that it is asked to end, and no other",
  async run(stage) {
    const desk = await Desk.open(stage);
    const old = await desk.issue();
    const kept = await desk.issue();
    expectThat(old.handle !== kept.handle, `the handle ${kept.handle} was given twice in a row`);
    expectThat(
      await desk.subject.accepts(old.secret),
      "a new credential ended the old one: that is single-phase",
    );
    await desk.revoke(old.handle);
    expectThat(!(await desk.subject.accepts(old.secret)), "the revoked credential still logs in");
    expectThat(await desk.subject.accepts(kept.secret), "revoke ended the credential that was to be kept");
    await expectCode(["refused"], "verify of a revoked credential", () => desk.verify(old));
  },
};

const oldGoesOn: Case = {
  name: "a new value does not touch the credential that is published",
  async run(stage) {
    const desk = await Desk.open(stage);
    const published = await desk.issue();
    const run = stage.run();
    const { credential } = await desk.send(run, desk.draft(run));
    expectThat(await desk.subject.accepts(published.secret), "the published credential died with an issue");
    await desk.works(credential);
  },
};

export const dualCases: readonly Case[] = [revokesOne, oldGoesOn];

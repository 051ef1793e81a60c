import type { Credential } from "@turnbolt/core";
import { Desk } from "./desk.ts";
import { expectThat, nameOf, outcomeOf, same } from "./expect.ts";
import { isFresh } from "./is-fresh.ts";
import type { Case, Suite } from "./stage.ts";

/** What the provider declares about its target is true there. */
export const facts: Suite = {
  name: "facts",
  cases: (provider) => [
    provider.phase === "single" ? killsTheOld : overlaps,
    ...(provider.phase === "dual" && provider.handles === "fixed" ? [turns] : []),
    ...(isFresh(provider) ? [newHandles, listsAll, holdsAsMany, lastOne] : []),
    ...(provider.phase === "single" && provider.origin === "granted" && provider.readBack
      ? [tellsAgain]
      : []),
  ],
};

const killsTheOld: Case = {
  name: "phase single: the new credential ends the old one",
  async run(stage) {
    const desk = await Desk.open(stage);
    const old = await desk.issue();
    await desk.issue();
    expectThat(!(await desk.subject.accepts(old.secret)), "the old credential logs in: that is dual-phase");
  },
};

const overlaps: Case = {
  name: "phase dual: the old credential works until it is revoked",
  async run(stage) {
    const desk = await Desk.open(stage);
    const old = await desk.issue();
    const young = await desk.issue();
    expectThat(await desk.subject.accepts(old.secret), "the old credential is dead: that is single-phase");
    await desk.revoke(old.handle);
    expectThat(!(await desk.subject.accepts(old.secret)), "the revoked credential logs in");
    expectThat(await desk.subject.accepts(young.secret), "the new credential is dead");
  },
};

const turns: Case = {
  name: "handles fixed: the accounts of the parameters take turns",
  async run(stage) {
    const desk = await Desk.open(stage);
    const accounts = await desk.subject.held();
    const handles: string[] = [];
    for (let round = 0; round < 4; round++) handles.push((await desk.issue()).handle);
    expectThat(
      handles.every((handle, index) => handle !== handles[index - 1]),
      `the published account was issued to: ${handles.join(", ")}`,
    );
    expectThat(
      handles.every((handle) => accounts.includes(handle)),
      `${handles.join(", ")} are not all accounts of the target: ${accounts.join(", ")}`,
    );
  },
};

const newHandles: Case = {
  name: "handles fresh: no handle comes twice",
  async run(stage) {
    const desk = await Desk.open(stage);
    const handles: string[] = [];
    for (let round = 0; round < 3; round++) {
      const before = desk.current;
      handles.push((await desk.issue()).handle);
      if (before) await desk.revoke(before.handle);
    }
    expectThat(new Set(handles).size === handles.length, `a handle came twice: ${handles.join(", ")}`);
  },
};

const listsAll: Case = {
  name: "list shows what the target holds, with the label or the mark that finds ours again",
  async run(stage) {
    const { provider } = stage;
    const desk = await Desk.open(stage);
    const run = stage.run();
    const draft = desk.draft(run);
    const { credential } = await desk.send(run, draft);
    await desk.works(credential);
    desk.publish(credential);
    const other = await desk.issue();
    const listed = await desk.list(draft ?? undefined);
    const handles = listed.map(({ handle }) => handle).sort();
    expectThat(same(handles, [...(await desk.subject.held())].sort()), "list is not what the target holds");
    const entry = listed.find(({ handle }) => handle === credential.handle);
    expectThat(
      entry !== undefined && handles.includes(other.handle),
      "list leaves out a credential that was just made",
    );
    const marked = listed.filter(({ isDraft }) => isDraft).map(({ handle }) => handle);
    if (draft && draft.handle !== credential.handle)
      expectThat(same(marked, [credential.handle]), "list does not tell which entry is the draft");
    if (provider.origin !== "granted" || provider.phase !== "dual") return;
    const carries = listed.filter(({ label }) => label === run.label).map(({ handle }) => handle);
    expectThat(
      same(carries, provider.labelled ? [credential.handle] : []),
      provider.labelled ? "labelled, and list lacks the label" : "not labelled, and list shows the label",
    );
  },
};

/** Where no capacity is declared, so many are taken for no limit. */
const MANY = 4;

const holdsAsMany: Case = {
  name: "the target holds as many as capacity says, and one more is full and ends nothing",
  async run(stage) {
    const { provider } = stage;
    if (provider.phase !== "dual" || provider.handles !== "fresh") return;
    const desk = await Desk.open(stage);
    const { capacity } = provider;
    const made: Credential[] = [];
    for (let count = 0; count < (capacity ?? MANY); count++) {
      const outcome = await outcomeOf(() => desk.issue());
      expectThat(outcome.ok, `number ${count + 1} of ${capacity ?? "no limit"} is ${nameOf(outcome)}`);
      made.push(outcome.value);
    }
    if (capacity !== undefined) {
      const run = stage.run();
      const more = await outcomeOf(() => desk.send(run, desk.draft(run)));
      expectThat(
        !more.ok && more.code === "full",
        `number ${capacity + 1} of ${capacity} is ${nameOf(more)}`,
      );
    }
    for (const { handle, secret } of made)
      expectThat(await desk.subject.accepts(secret), `${handle} was ended to make room`);
  },
};

const lastOne: Case = {
  name: "keepsLast says whether the target ends its last credential",
  async run(stage) {
    const { provider } = stage;
    if (provider.phase !== "dual" || provider.handles !== "fresh") return;
    const desk = await Desk.open(stage);
    const { handle, secret } = await desk.issue();
    const outcome = await outcomeOf(() => desk.revoke(handle));
    const lives = await desk.subject.accepts(secret);
    expectThat(
      lives === (provider.keepsLast === true),
      provider.keepsLast ? "keepsLast, and the last one was ended" : `the last one: ${nameOf(outcome)}`,
    );
    expectThat(outcome.ok !== lives, `revoke of the last one says ${nameOf(outcome)}`);
  },
};

const tellsAgain: Case = {
  name: "readBack tells the value that works now, not the one that is published",
  async run(stage) {
    const { provider } = stage;
    if (provider.phase !== "single" || provider.origin !== "granted") return;
    const desk = await Desk.open(stage);
    await desk.issue();
    const { credential } = await desk.send(stage.run(), null);
    const { parameters, current } = desk;
    const told = await desk.ask(
      async (session) => await provider.readBack?.({ ...session, parameters, run: stage.run(), current }),
    );
    expectThat(same(told, credential), "readBack tells another credential than the last one issued");
  },
};

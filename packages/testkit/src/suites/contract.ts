import { API_LEVEL, apiLevelOf, createRegistry, sensitiveFields } from "@turnbolt/core";
import * as z from "zod";
import { chosenCases } from "./contract-chosen.ts";
import { dualCases } from "./contract-dual.ts";
import { grantedCases } from "./contract-granted.ts";
import { refusesMadeUp } from "./contract-made-up.ts";
import { Desk } from "./desk.ts";
import { withHostileEnvironment } from "./env.ts";
import { expectCode, expectThat, nameOf, outcomeOf, same } from "./expect.ts";
import { spoil } from "./spoil.ts";
import type { Case, Suite } from "./stage.ts";
import { unanswered } from "./unanswered.ts";

/** What a provider says about itself is sound, and each member does what it promises, once and undisturbed. */
export const contract: Suite = {
  name: "contract",
  cases: (provider) => [
    declared,
    canonical,
    logsIn,
    refusesWrong,
    refusesMadeUp,
    needsNoConnection,
    brokenConnection,
    closedPort,
    checkLooks,
    checkNames,
    sideBySide,
    noEnvironment,
    ...(provider.origin === "chosen" ? chosenCases : grantedCases),
    ...(provider.phase === "dual" ? dualCases : []),
    ...(provider.asConnection ? [ownConnection] : []),
    ...unanswered,
  ],
};

const declared: Case = {
  name: "is made by defineProvider, and its schemas can be drawn as forms",
  async run({ provider }) {
    expectThat(apiLevelOf(provider) === API_LEVEL, "made by defineProvider of this API level");
    createRegistry([provider]);
    expectThat(Object.isFrozen(provider), "a provider is frozen");
    expectThat(provider.title.trim() !== "", "a provider has a title for people");
    for (const schema of [provider.connection, provider.parameters, provider.secret])
      z.toJSONSchema(schema, { io: "input" });
    expectThat(sensitiveFields(provider.secret).size > 0, "a field of secret is sensitive()");
    const { minimumMs, deadlineMs, listLagMs = 0 } = provider.propagation ?? { minimumMs: 0, deadlineMs: 1 };
    expectThat(minimumMs >= 0 && listLagMs >= 0 && deadlineMs > minimumMs, "propagation ends after it began");
    expectThat((provider.lifeMs ?? 1) > 0, "lifeMs is positive");
  },
};

const canonical: Case = {
  name: "subjects name every account in one way, whatever the order of the parameters",
  async run(stage) {
    const { provider } = stage;
    const [one, other] = [await Desk.open(stage), await Desk.open(stage)];
    const of = (desk: Desk, parameters = desk.parameters) => {
      // fields of an object schema
      const connection = provider.connection.parse(desk.connection) as Record<string, unknown>;
      return [...provider.subjects(connection, parameters)].sort();
    };
    const subjects = of(one);
    expectThat(subjects.length > 0 && subjects.every((subject) => subject !== ""), "no subject was named");
    expectThat(new Set(subjects).size === subjects.length, "a subject is named twice");
    expectThat(same(subjects, of(one)), "the same parameters gave other subjects");
    expectThat(
      !of(other).some((subject) => subjects.includes(subject)),
      "two subjects of the target share a name",
    );
    const held = await one.subject.held();
    const accounts = Object.entries(one.parameters).filter(([, value]) => held.includes(String(value)));
    if (provider.phase !== "dual" || provider.handles !== "fixed" || accounts.length < 2) return;
    const values = accounts.map(([, value]) => value).reverse();
    const swapped = Object.fromEntries(accounts.map(([field], index) => [field, values[index]]));
    expectThat(same(subjects, of(one, { ...one.parameters, ...swapped })), "swapped accounts gave others");
    expectThat(subjects.length === accounts.length, "each account of the pair is a subject of its own");
  },
};

const logsIn: Case = {
  name: "an issued credential is verified, and the target itself takes it",
  async run(stage) {
    const desk = await Desk.open(stage);
    const { handle, secret } = await desk.issue();
    stage.provider.secret.parse(secret);
    expectThat(handle !== "", "a credential has a handle");
    expectThat(await desk.subject.accepts(secret), "verify said yes, and the target says no");
    expectThat(
      stage.provider.phase === "single" || (await desk.subject.held()).includes(handle),
      `the target does not know the handle ${handle}`,
    );
  },
};

const refusesWrong: Case = {
  name: "verify of a wrong secret is refused",
  async run(stage) {
    const desk = await Desk.open(stage);
    const wrong = spoil(stage.provider, await desk.issue());
    expectThat(!(await desk.subject.accepts(wrong.secret)), "the target takes a wrong secret");
    await expectCode(["refused"], "verify of a wrong secret", () => desk.verify(wrong));
  },
};

const needsNoConnection: Case = {
  name: "verify logs in as the credential, also when the connection's own login is refused",
  async run(stage) {
    const desk = await Desk.open(stage);
    const credential = await desk.issue();
    const connection = desk.target.brokenConnection;
    await desk.verify(credential, { connection });
    await expectCode(["refused"], "verify of a wrong secret without a connection", () =>
      desk.verify(spoil(stage.provider, credential), { connection }),
    );
  },
};

const brokenConnection: Case = {
  name: "a connection that the target refuses is unauthorized",
  async run(stage) {
    const desk = await Desk.open(stage);
    const connection = desk.target.brokenConnection;
    await expectCode(["unauthorized"], "check with a refused connection", () =>
      desk.check(desk.parameters, { connection }),
    );
  },
};

const closedPort: Case = {
  name: "a closed port is unavailable, and says nothing about a credential",
  async run(stage) {
    const desk = await Desk.open(stage);
    const credential = await desk.issue();
    const connection = desk.target.closedConnection;
    await expectCode(["unavailable"], "check at a closed port", () =>
      desk.check(desk.parameters, { connection }),
    );
    await expectCode(["unavailable"], "verify at a closed port", () =>
      desk.verify(credential, { connection }),
    );
  },
};

const checkLooks: Case = {
  name: "check finds every right that the work needs, and changes nothing",
  async run(stage) {
    const desk = await Desk.open(stage);
    const { secret } = await desk.issue();
    const before = await photograph(desk);
    for (const parameters of [desk.parameters, null]) {
      const permissions = await desk.check(parameters);
      const missing = permissions.filter(({ held }) => !held).map(({ permission }) => permission);
      expectThat(missing.length === 0, `check misses ${missing.join(", ")} on a connection that has it`);
    }
    expectThat(same(before, await photograph(desk)), "check changed what the target holds");
    expectThat(await desk.subject.accepts(secret), "the published credential does not survive a check");
  },
};

const photograph = async ({ subject }: Desk) => [await subject.held(), subject.changes?.() ?? []];

const checkNames: Case = {
  name: "check of parameters that name nothing says so before anything is changed",
  async run(stage) {
    const desk = await Desk.open(stage);
    const parameters = [absent, zeros].map((spell) => renamed(desk.parameters, spell));
    const parsed = parameters.map((other) => stage.provider.parameters.safeParse(other));
    const nowhere = parsed.find(({ success }) => success)?.data;
    if (!nowhere) return;
    const rights = await outcomeOf(() => desk.check(nowhere));
    expectThat(
      rights.ok || rights.code === "not-found" || rights.code === "invalid",
      `check of parameters that name nothing says ${nameOf(rights)}`,
    );
  },
};

const renamed = (parameters: Readonly<Record<string, unknown>>, spell: (name: string) => string) =>
  Object.fromEntries(
    Object.entries(parameters).map(([field, value]) => [
      field,
      typeof value === "string" ? spell(value) : value,
    ]),
  );
const absent = (name: string): string => `${name}Absent`;
const zeros = (name: string): string => name.replace(/[0-9a-f]/gi, "0");

const sideBySide: Case = {
  name: "two rotations side by side do not meet: nothing is kept between calls",
  async run(stage) {
    const [one, other] = [await Desk.open(stage), await Desk.open(stage)];
    const runs = [stage.run(), stage.run()] as const;
    const drafts = [one.draft(runs[0]), other.draft(runs[1])] as const;
    const first = await one.send(runs[0], drafts[0]);
    const second = await other.send(runs[1], drafts[1]);
    await one.works(first.credential);
    await other.works(second.credential);
    expectThat(await one.subject.accepts(first.credential.secret), "the first one's credential is dead");
    expectThat(await other.subject.accepts(second.credential.secret), "the second one's credential is dead");
  },
};

const noEnvironment: Case = {
  name: "the environment of the process changes nothing",
  async run(stage) {
    const desk = await Desk.open(stage);
    await withHostileEnvironment(() => desk.issue());
  },
};

const ownConnection: Case = {
  name: "promote takes the new value over into the connection where the account is its own, and only there",
  async run(stage) {
    const { provider } = stage;
    const desk = await Desk.open(stage);
    const before = desk.connection;
    await desk.issue();
    if (!desk.subject.connection) {
      expectThat(same(before, desk.connection), "asConnection changes the connection for a foreign account");
      return;
    }
    expectThat(!same(before, desk.connection), "asConnection does not take the new value over");
    await desk.check();
    // Of a pair, the account that it logged in as before is next.
    if (provider.phase === "dual") await desk.issue();
    await desk.check();
    await expectCode(["unauthorized"], "check with the connection as it was", () =>
      desk.check(desk.parameters, { connection: before }),
    );
  },
};

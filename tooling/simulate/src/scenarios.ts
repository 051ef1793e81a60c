import {
  checkRotation,
  defineProvider,
  pause,
  type RotationProvider,
  requestRun,
  type Version,
  warningsOf,
} from "@turnbolt/core";
import { corner } from "@turnbolt/testkit";
import { World } from "@turnbolt/testkit/world";
import { beforeEachCall, HOUR, type Made, make, once, ordinary, START } from "./made.ts";
import { sideBySide } from "./side-by-side.ts";

/** Histories that were made on purpose, by name. Each ends well; each rule that is switched off spoils one. */
export const scenarios: Readonly<Record<string, () => Promise<Made>>> = {
  "a plugin chooses the published handle": () =>
    make("dual-fixed-chosen", {
      days: 2,
      provider: variant("dual-fixed-chosen", {
        choose: ({ parameters: { account1 }, run, attempt }: Choice) => ({
          handle: account1,
          secret: { account: account1, password: `chosen-${run.label}-${attempt}` },
        }),
      }),
    }).then(withoutPerson),

  "a row to revoke has the published handle": () =>
    make("dual-fixed-chosen", {
      days: 1,
      deeds: () => [{ at: START + HOUR, name: "a row to revoke", perform: plantRow }],
    }),

  "the target takes any password": async () => {
    for (let nth = 1; nth <= 2; nth++) {
      const made = await make("single-chosen", {
        days: 1,
        provider: variant("single-chosen", { verify: async () => undefined }),
        fields: { loginProves: false },
        // The process dies before the value leaves.
        chooser: once("issue", nth, 4),
      });
      if (made.violations.length > 0) return made;
    }
    return { violations: [], history: [] };
  },

  "six rotations share a connection": () =>
    sideBySide({ corner: "single-chosen", rotations: 6, perConnection: 2, seeds: 15 }),

  "the connection's own account is rotated beside others": () =>
    sideBySide({ corner: "single-chosen-own-account", rotations: 4, perConnection: 3, seeds: 40 }),

  "the connection's own pair takes turns beside others": () =>
    sideBySide({ corner: "dual-fixed-chosen-own-account", rotations: 3, perConnection: 3, seeds: 40 }),

  "a made-up value is tried": async () => {
    const provider = variant("single-chosen", { verify: async () => undefined });
    const { loginProves } = await check("single-chosen", provider);
    return made(loginProves ? ["4: a target that takes any password passed for one that refuses"] : []);
  },

  "the published credential is ended by somebody else": () =>
    make("dual-fresh-chosen-known-handle", {
      days: 1.6,
      fields: { overlapMs: 2 * HOUR },
      // An hour after the scheduled rotation, an hour before the superseded one is due.
      deeds: () => [{ at: START + 37 * HOUR, name: "somebody ends the published one", perform: sabotage }],
    }).then(withSomethingLeft),

  "whoever asked is told only after the overlap": () =>
    make("dual-fresh-chosen-known-handle", {
      days: 3,
      fields: { overlapMs: 2 * HOUR },
      toldAfterMs: () => 6 * HOUR,
    }),

  "the schedule comes before whoever asked is told": () =>
    make("dual-fixed-chosen", {
      days: 3,
      toldAfterMs: () => 8 * HOUR,
      deeds: () => [
        { at: START + 24 * HOUR, name: "rotate", perform: rotate },
        { at: START + 25 * HOUR, name: "the next run is in an hour", perform: nextInAnHour },
      ],
    }),

  "whoever asked is never told": () =>
    make("dual-fresh-chosen-known-handle", {
      days: 3,
      fields: { overlapMs: 2 * HOUR, schedule: { ...DAILY, days: 30 } },
      toldAfterMs: () => Number.POSITIVE_INFINITY,
      deeds: () => [
        { at: START + 24 * HOUR, name: "rotate", perform: rotate },
        { at: START + 49 * HOUR, name: "look a day later", perform: stillKept },
      ],
    }),

  "a bad row stands beside a good one": badRow,

  "a pause comes in the middle of a run": () =>
    beforeEachCall(16, { name: "pause", perform: (world) => world.command(pause()) }, (deed) =>
      make("dual-fresh-chosen-known-handle", { days: 2, deeds: () => [deed] }),
    ),

  "an answer arrives under an old fence": () => {
    let issued = 0;
    let slept = false;
    const chooser = {
      choose(point: string) {
        if (point === "issue") issued++;
        if (point !== "pause" || issued < 2 || slept) return 0;
        slept = true;
        return 1;
      },
    };
    return make("single-granted", {
      days: 2,
      workers: 2,
      chooser,
      look: (seen) =>
        seen.issued === seen.promoted ? [] : [`11: ${seen.issued} creations for ${seen.promoted} promotions`],
    });
  },

  "the database is an older one": () =>
    beforeEachCall(
      24,
      { name: "the database is an older one", perform: (world) => world.restartOnOlderDatabase() },
      (deed) => make("dual-fresh-granted-labelled", { days: 2, deeds: () => [deed] }),
    ),

  "the keys are replaced": async () => {
    // A real database is started for this one alone.
    const { replaceKeys } = await import("./keys.ts");
    return made(await replaceKeys());
  },

  "a stranger takes the second place": async () => {
    const { provider } = corner("dual-fresh-granted-unlabelled");
    const checked = await check("dual-fresh-granted-unlabelled", provider, true);
    const told = warningsOf(provider, null, checked).some((warning) => warning.includes("stranger"));
    return made(told ? [] : ["14: nothing was said of the stranger that takes the second place"]);
  },
};

const DAILY = { kind: "interval", days: 1, at: { hours: 0, minutes: 0 }, timeZone: "UTC" } as const;

const rotate = (world: World) =>
  world.command(requestRun(world.parts(), { kind: "rotate", requestedBy: null }));

const nextInAnHour = (world: World) =>
  world.command((_, now) => ({ rotation: { nextAt: new Date(now.getTime() + HOUR) } }));

function stillKept(world: World): void {
  if (world.row().work.versions.some(({ state }) => state === "superseded"))
    world.violations.push("5: a credential is kept for somebody who is never told");
}

interface Choice {
  readonly parameters: Readonly<Record<string, string>>;
  readonly run: { readonly label: string };
  readonly attempt: number;
}

/** The corner's provider with other members: what one of them takes is the corner's own affair. */
const variant = (name: string, members: Readonly<Record<string, unknown>>): RotationProvider =>
  defineProvider({ ...corner(name).provider, ...members } as RotationProvider);

const made = (violations: readonly string[]): Made => ({ violations, history: [] });

/** A plugin that is broken stops its rotation with an alert, which is all that can be asked for. */
const withoutPerson = ({ violations, history }: Made): Made => ({
  history,
  violations: violations.filter((violation) => !violation.includes("this rotation cannot be worked on")),
});

/** What becomes of the published one is for a person to say; that something else still logs in is what counts here. */
const withSomethingLeft = ({ violations, history }: Made): Made => ({
  history,
  violations: violations.filter((violation) => violation.startsWith("1: no stored value")),
});

/** As an older release or a person at the database may have left it. */
function plantRow(world: World): void {
  const { work } = world.row();
  const current = work.versions.find(({ state }) => state === "active");
  if (!current) return;
  const row: Version = { ...current, id: "planted", number: 0, state: "revoking", sealed: null };
  void world.command(() => ({ versions: [row], rotation: { wakeAt: null } }));
}

async function sabotage(world: World): Promise<void> {
  const current = world.row().work.versions.find(({ state }) => state === "active");
  world.sabotaged = true;
  if (current) await world.options.subject.removeStranger?.(current.handle);
}

async function check(name: string, provider: RotationProvider, planted = false) {
  const clock = { time: START };
  const target = await corner(name).startTarget({ now: () => clock.time });
  const subject = await target.subject();
  if (planted) await subject.plantStranger?.();
  const world = new World({ provider, target, subject, clock, chooser: ordinary });
  return await checkRotation(world.parts(), provider, target.connection, subject.parameters);
}

async function badRow(): Promise<Made> {
  const { provider, startTarget } = corner("single-chosen");
  const clock = { time: START };
  const target = await startTarget({ now: () => clock.time });
  const world = new World({ provider, target, subject: await target.subject(), clock, chooser: ordinary });
  await world.create({ name: "bad" });
  const bad = world.row();
  bad.work = { ...bad.work, rotation: { ...bad.work.rotation, type: "of-a-plugin-that-is-gone" } };
  await world.create({ name: "good" });
  await world.run(START + HOUR);
  const { violations, history } = world;
  if (world.row().promoted.length === 0) violations.push("9: a good rotation waits for a bad one");
  if (!bad.work.rotation.attention) violations.push("9: nobody is told of the bad rotation");
  return { violations, history };
}

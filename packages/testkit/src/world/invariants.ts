import { isDeepStrictEqual } from "node:util";
import type { RotationProvider, Version } from "@turnbolt/core";
import type { Row } from "./memory-ledger.ts";
import { plainCipher, plainValues } from "./plain-cipher.ts";
import { untoldIsKept } from "./untold.ts";
import type { World } from "./world.ts";

/** After every turn: nothing is silent, what a reader gets works, and so does some stored value. */
export async function checkTurn(world: World): Promise<void> {
  const row = world.rotationId ? world.ledger.rows.get(world.rotationId) : undefined;
  if (!row || row.removed) return;
  neverSilent(row, (problem) => world.violations.push(problem));
  overlapIsKept(world, row);
  untoldIsKept(world, row);
  if (row.work.rotation.mustVerify) return;
  const published = row.versions.get(row.published ?? "");
  if (!published?.sealed || (await accepted(world, published))) return;
  const stored = row.work.versions.filter(({ id, sealed }) => sealed && id !== published.id);
  const others = await Promise.all(stored.map((version) => accepted(world, version)));
  const { phase, origin } = world.options.provider;
  if (published.state !== "active") {
    // It is being deleted, the published one last.
    if (others.includes(true)) world.violations.push(`12: ${published.handle} is revoked before the others`);
    return;
  }
  if (phase === "dual" && !world.sabotaged) {
    world.violations.push(
      `12: the published credential ${published.handle} (version ${published.number}) does not work`,
    );
  }
  const losesNone = phase === "dual" || (origin === "chosen" && !world.sabotaged);
  if (losesNone && !others.includes(true)) world.violations.push("1: no stored value logs in");
}

/** When nothing more is to be done: every invariant that can be seen from the ledger and the target. */
export async function checkAtRest(world: World): Promise<void> {
  const row = world.row();
  const told = (problem: string) => world.violations.push(problem);
  numbersGrow(row, told);
  loginsStayInBudget(world, told);
  secretsStayIn(world, row, told);
  await nothingLeftBehind(world, row, told);
  if (row.removed) return;
  neverSilent(row, told);
  nothingWaits(row, told);
  await storedValueWorks(world, row, told);
  await overlapHolds(world, row, told);
  ownLoginFollows(world, row, told);
}

type Tell = (problem: string) => void;

async function storedValueWorks(world: World, { work }: Row, tell: Tell): Promise<void> {
  const active = work.versions.find(({ state }) => state === "active");
  if (!active) return void tell("1: nothing is published");
  if (!(await accepted(world, active)))
    tell(`1: the stored credential ${active.handle} (version ${active.number}) does not log in`);
}

/** What was promised when a credential was superseded holds, unless a person hurries. */
function overlapIsKept(world: World, { work, versions, runs }: Row): void {
  const { promised, violations } = world;
  const { overlapMs, revokeAsked } = work.rotation;
  const published = work.versions.find(({ state }) => state === "active");
  const hurried =
    revokeAsked !== null || [...runs.values()].some(({ kind, force }) => force || kind === "reconcile");
  for (const { id, state, handle } of versions.values()) {
    const until = promised.get(id);
    if (state === "superseded" && !until && published?.promotedAt) {
      promised.set(id, new Date(overlapMs === null ? 0 : published.promotedAt.getTime() + overlapMs));
    } else if (state !== "superseded" && until && until > world.now() && !hurried) {
      promised.delete(id);
      violations.push(`7: ${handle} was promised until ${until.toISOString()}`);
    }
  }
}

async function overlapHolds(world: World, { work }: Row, tell: Tell): Promise<void> {
  for (const version of work.versions) {
    if (version.state !== "superseded" || (version.retireAt && version.retireAt <= world.now())) continue;
    if (!(await accepted(world, version)))
      tell(`7: the superseded credential ${version.handle} ended before its overlap`);
  }
}

/** Where the connection logs in as one of the accounts, it does so as the published one. */
function ownLoginFollows({ options: { provider } }: World, { work }: Row, tell: Tell): void {
  const active = work.versions.find(({ state }) => state === "active");
  if (!provider.asConnection || !active?.sealed) return;
  const { config, sealed } = work.connection;
  const stored = { ...config, ...plainValues(sealed) };
  const own = provider.asConnection(stored, plainValues(active.sealed), work.rotation.parameters);
  if (own && !isDeepStrictEqual(own, stored))
    tell("7: the connection is not stored with the published credential of its own account");
}

async function nothingLeftBehind(world: World, row: Row, tell: Tell): Promise<void> {
  const { provider, subject } = world.options;
  const held = await subject.held();
  for (const stranger of world.strangers) {
    const allowed = row.work.rotation.strangers === "replace";
    if (!held.includes(stranger) && !allowed) tell(`6: the stranger ${stranger} is gone`);
  }
  if (!isFresh(provider)) return;
  const kept = new Set(world.strangers);
  for (const { state, handle } of row.versions.values()) {
    if (state === "abandoned" || (!row.removed && (state === "active" || state === "superseded")))
      kept.add(handle);
  }
  for (const handle of held) if (!kept.has(handle)) tell(`6: ${handle} is left behind`);
}

const isFresh = (provider: RotationProvider): boolean =>
  provider.phase === "dual" && provider.handles === "fresh";

function neverSilent({ work, dueAt }: Row, tell: Tell): void {
  const { attention, heldAt, auto, nextAt } = work.rotation;
  if (!auto && nextAt) tell("10: a paused schedule has a next date");
  if (work.run || attention || heldAt) return;
  if (!dueAt) tell("8: the rotation left the schedule in silence");
  if (auto && !nextAt) tell("8: a running schedule has no next date");
}

/** Nothing waits for a person or for the target once everybody did their part. */
function nothingWaits({ work: { rotation, run } }: Row, tell: Tell): void {
  if (rotation.attention) tell(`8: still waiting for a person: ${rotation.attention.code}`);
  if (run) tell(`8: a ${run.kind} run never ends, in ${run.state}: ${run.message}`);
}

/** Two failed logins per window at the most, where the target locks out. */
function loginsStayInBudget({ landings, options: { provider, subject } }: World, tell: Tell): void {
  const { lockout } = provider;
  // What the network delivers a second time is no login of ours.
  const failed = (subject.failedLogins?.() ?? []).filter((at) => !landings.includes(at));
  if (!lockout) return;
  for (const at of failed) {
    const inWindow = failed.filter((other) => other >= at && other < at + lockout.windowMs).length;
    if (inWindow > 2) tell(`9: ${inWindow} failed logins in one window`);
  }
}

function numbersGrow({ promoted }: Row, tell: Tell): void {
  for (const [index, number] of promoted.entries()) {
    if (index > 0 && number <= (promoted[index - 1] ?? 0))
      tell(`4: version ${number} was published after ${promoted[index - 1]}`);
  }
}

/** No value of ours in anything that people, logs or queues get to see. */
function secretsStayIn(world: World, row: Row, tell: Tell): void {
  const text = JSON.stringify([row.events, [...row.runs.values()], world.history]);
  for (const version of row.versions.values()) {
    for (const [field, sealed] of Object.entries(version.sealed ?? {})) {
      if (!/password|secret/i.test(field)) continue;
      const [, value] = JSON.parse(new TextDecoder().decode(sealed)) as [string, string];
      if (text.includes(String(JSON.parse(value))))
        tell(`11: the value of version ${version.number} was told`);
    }
  }
}

async function accepted(world: World, version: Version): Promise<boolean> {
  const { projectId, id, subjects } = world.row().work.rotation;
  const secret: Record<string, unknown> = {};
  for (const [field, sealed] of Object.entries(version.sealed ?? {})) {
    const binding = {
      projectId,
      ownerId: id,
      version: version.number,
      field,
      subject: [...subjects].sort().join("\n"),
    };
    secret[field] = JSON.parse(await plainCipher().open(binding, sealed));
  }
  return await world.options.subject.accepts(secret);
}

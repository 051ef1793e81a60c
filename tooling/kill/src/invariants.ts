import { type RotationProvider, sensitiveFields } from "@turnbolt/core";
import type { Bystander } from "@turnbolt/testkit";
import type { Look } from "./child/look.ts";
import type { ServerProcess } from "./server-process.ts";
import type { KillSubject } from "./target.ts";

/** One credential that the server says is live. */
interface Live {
  readonly version: number;
  readonly handle: string;
  readonly state: string;
  readonly secret: Readonly<Record<string, unknown>>;
}

/** What is known of one rotation from outside. */
export interface Known {
  readonly provider: RotationProvider;
  readonly rotationId: string;
  readonly subject: KillSubject;
  readonly strangers: readonly Bystander[];
  /** Handles at our own subject that somebody else put there. */
  readonly foreign: Set<string>;
  /** Every credential that was ever seen live, by version. */
  readonly seen: Map<number, Readonly<Record<string, unknown>>>;
}

/** What is wrong at the target, asked of the target itself; nothing is the answer to hope for. */
export async function violations(server: ServerProcess, known: Known): Promise<readonly string[]> {
  const look = await server.look(known.rotationId);
  if (!look) return ["the rotation is gone"];
  const live = await liveOf(server, known.rotationId);
  for (const { version, secret } of live) known.seen.set(version, secret);
  return [
    ...(await notAccepted(known, live)),
    ...(await stillAccepted(known, live)),
    ...(await leftLying(known, look)),
    ...(await touched(known)),
  ];
}

/** What the server gives out, beside what it says of it: both are in the order of the slots. */
async function liveOf({ api }: ServerProcess, rotationId: string): Promise<readonly Live[]> {
  const { generatedCredentials } = await api.rotations.generatedCredentials.query({ rotationId });
  const { credentials } = await api.rotations.state.query({ rotationId });
  const told = credentials
    .filter(({ state }) => state === "active" || state === "superseded")
    .sort((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
  return generatedCredentials.flatMap((secret, index) => {
    const one = told[index];
    return one ? [{ version: one.version, handle: one.handle, state: one.state, secret }] : [];
  });
}

/** The published credential logs in, and so does the superseded one. */
async function notAccepted({ subject }: Known, live: readonly Live[]): Promise<readonly string[]> {
  const found: string[] = [];
  if (!live.some(({ state }) => state === "active")) found.push("nothing is published");
  for (const { version, handle, state, secret } of live) {
    if (!(await subject.accepts(secret)))
      found.push(`the ${state} credential ${handle} (${version}) is refused`);
  }
  return found;
}

/** What was ended opens nothing any more. */
async function stillAccepted({ subject, seen }: Known, live: readonly Live[]): Promise<readonly string[]> {
  const found: string[] = [];
  const alive = new Set(live.map(({ version }) => version));
  for (const [version, secret] of seen) {
    if (!alive.has(version) && (await subject.accepts(secret)))
      found.push(`the ended credential ${version} still logs in`);
  }
  return found;
}

/** Fresh handles: whatever is held is in a live row, or somebody else's. */
async function leftLying({ provider, subject, foreign }: Known, look: Look): Promise<readonly string[]> {
  if (provider.handles !== "fresh") return [];
  const live = new Set(look.versions.map(({ handle }) => handle));
  const held = await subject.held();
  return [
    ...held
      .filter((handle) => !live.has(handle) && !foreign.has(handle))
      .map((handle) => `${handle} lies at the target and no row knows it`),
    ...[...foreign]
      .filter((handle) => !held.includes(handle))
      .map((handle) => `the stranger ${handle} is gone`),
  ];
}

async function touched({ strangers }: Known): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, isUntouched } of strangers) {
    if (!(await isUntouched())) found.push(`the stranger ${name} was touched`);
  }
  return found;
}

/** The sensitive values of a credential. */
export const valuesOf = (
  provider: RotationProvider,
  secret: Readonly<Record<string, unknown>>,
): readonly string[] =>
  [...sensitiveFields(provider.secret)].flatMap((field) => {
    const value = secret[field];
    return typeof value === "string" ? [value] : [];
  });

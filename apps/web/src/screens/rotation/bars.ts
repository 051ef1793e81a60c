/** What a bar tells of a span of time; a ghost has not happened yet. */
export interface Segment {
  readonly kind: "pending" | "active" | "superseded";
  readonly from: number;
  readonly to: number;
  readonly isGhost: boolean;
}

/** One credential version in time, in milliseconds since 1970. */
export interface Bar {
  readonly version: number;
  readonly handle: string | null;
  readonly slot: number | null;
  /** As the ledger has it; `planned`: the one that the next rotation makes. */
  readonly state: string;
  /** One after the other without gaps; never empty. */
  readonly segments: readonly Segment[];
  readonly from: number;
  readonly to: number;
}

/** What is known of a rotation's credentials; instants as the API gives them. */
export interface CredentialFacts {
  readonly version: number;
  readonly slot: number | null;
  readonly handle: string;
  readonly state: string;
  readonly createdAt: string;
  readonly promotedAt: string | null;
  readonly revokeAt: string | null;
  readonly endedAt: string | null;
}

export interface RotationFacts {
  readonly phase: "single" | "dual" | null;
  /** Hours, or until the run after the next one. */
  readonly overlap: "until-next" | number;
  readonly nextRuns: readonly string[];
  readonly credentials: readonly CredentialFacts[];
}

/** What comes next by the plan; `null` where nothing is planned. */
export interface Ahead {
  readonly rotation: { readonly at: number; readonly version: number } | null;
  readonly revoke: { readonly at: number; readonly version: number } | null;
}

const HOUR_MS = 3_600_000;

/** A bar for each version, by number, and one for the version that the next rotation makes. */
export function barsOf(facts: RotationFacts, now: number): Bar[] {
  const promotions = facts.credentials.flatMap(({ promotedAt }) => timeOf(promotedAt) ?? []).sort(ascending);
  const known = facts.credentials
    .toSorted((a, b) => a.version - b.version)
    .map((one) => barOf(facts, one, promotions, now));
  const planned = plannedBar(facts, now);
  return planned ? [...known, planned] : known;
}

/** When the next rotation begins, and when which credential is let go. */
export function aheadOf(facts: RotationFacts, now: number): Ahead {
  const at = nextStart(facts, now);
  const superseded = facts.credentials.findLast(({ state }) => state === "superseded");
  const end = superseded && supersededEnd(facts, superseded, now);
  return {
    rotation: at === null ? null : { at, version: newest(facts) + 1 },
    revoke: superseded && end != null ? { at: end, version: superseded.version } : null,
  };
}

function barOf(facts: RotationFacts, one: CredentialFacts, promotions: readonly number[], now: number): Bar {
  const created = Date.parse(one.createdAt);
  const promoted = timeOf(one.promotedAt);
  const end = timeOf(one.endedAt) ?? Math.max(now, created);
  const replaced = promoted === null ? null : (promotions.find((time) => time > promoted) ?? null);
  const superseded = Math.min(replaced ?? end, end);
  const segments = [
    segment("pending", created, promoted ?? end),
    ...(promoted === null ? [] : [segment("active", promoted, superseded)]),
    ...(promoted === null ? [] : [segment("superseded", superseded, end)]),
    ...ghostsOf(facts, one, now),
  ].filter(({ from, to }) => to > from);
  const whole = segments.length > 0 ? segments : [segment("pending", created, created + 1)];
  return closed({ version: one.version, handle: one.handle, slot: one.slot, state: one.state }, whole);
}

/** How it goes on by the plan. */
function ghostsOf(facts: RotationFacts, one: CredentialFacts, now: number): Segment[] {
  if (one.state === "superseded") {
    const end = supersededEnd(facts, one, now);
    return end === null ? [] : [segment("superseded", now, end, true)];
  }
  const at = nextStart(facts, now);
  if (one.state !== "active" || at === null) return [];
  const over = facts.phase === "dual" ? overlapEnd(facts, at) : at;
  return [segment("active", now, at, true), segment("superseded", at, over, true)];
}

/** The next run lets it go at the latest. */
function supersededEnd(facts: RotationFacts, { revokeAt }: CredentialFacts, now: number): number | null {
  const ends = [timeOf(revokeAt), nextStart(facts, now)].filter((time) => time !== null);
  return ends.length === 0 ? null : Math.max(now, Math.min(...ends));
}

function overlapEnd(facts: RotationFacts, at: number): number {
  const following = timeOf(facts.nextRuns[1] ?? null) ?? at;
  if (facts.overlap === "until-next") return following;
  const over = at + facts.overlap * HOUR_MS;
  return following > at ? Math.min(over, following) : over;
}

function plannedBar(facts: RotationFacts, now: number): Bar | null {
  const at = nextStart(facts, now);
  if (at === null || facts.credentials.length === 0) return null;
  const following = timeOf(facts.nextRuns[1] ?? null);
  const to = following !== null && following > at ? following : at + Math.max(at - now, HOUR_MS);
  const active = facts.credentials.find(({ state }) => state === "active")?.slot ?? null;
  const slot = active === null ? null : facts.phase === "dual" ? 1 - active : active;
  const of = { version: newest(facts) + 1, handle: null, slot, state: "planned" };
  return closed(of, [segment("active", at, to, true)]);
}

/** A start that is late is due now. */
function nextStart({ nextRuns }: RotationFacts, now: number): number | null {
  const at = timeOf(nextRuns[0] ?? null);
  return at === null ? null : Math.max(at, now);
}

const newest = ({ credentials }: RotationFacts): number =>
  Math.max(0, ...credentials.map(({ version }) => version));

const segment = (kind: Segment["kind"], from: number, to: number, isGhost = false): Segment => ({
  kind,
  from,
  to,
  isGhost,
});

function closed(of: Pick<Bar, "version" | "handle" | "slot" | "state">, segments: readonly Segment[]): Bar {
  const froms = segments.map(({ from }) => from);
  return { ...of, segments, from: Math.min(...froms), to: Math.max(...segments.map(({ to }) => to)) };
}

const timeOf = (instant: string | null): number | null => (instant === null ? null : Date.parse(instant));
const ascending = (a: number, b: number): number => a - b;

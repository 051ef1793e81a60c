import type { KitClock, Subject, Target, TargetChange } from "../target.ts";
import { type Answer, no, ok, openDoor, type Route } from "./door.ts";

export interface CredentialRules {
  readonly url: string;
  /** Who names a credential, and who makes its value. */
  readonly makes: "nothing" | "handle" | "both";
  /** `both` only: the label that the maker gave is kept and shown. */
  readonly labels?: true;
  /** Shows a fingerprint of each value. */
  readonly fingerprints?: true;
  readonly capacity?: number;
  /** Never ends the last one of an owner. */
  readonly keepsLast?: true;
}

interface Entry {
  readonly handle: string;
  readonly value: string;
  readonly label: string | undefined;
  readonly issuedAt: number;
  readonly logsInFrom: number;
  readonly listedFrom: number;
  endedAt: number | null;
  listedUntil: number;
}

interface Owner {
  readonly name: string;
  entries: Entry[];
  made: number;
  lag: { readonly loginMs: number; readonly listMs: number };
  readonly changes: TargetChange[];
}

interface State {
  readonly rules: CredentialRules;
  readonly clock: KitClock;
  readonly owners: Map<string, Owner>;
}

const TOKEN = "administrator-of-credentials";
const PAGE = 2;

/** A target whose owners hold several credentials side by side, each with a handle of its own. */
export async function startCredentials(rules: CredentialRules, clock: KitClock): Promise<Target> {
  const state: State = { rules, clock, owners: new Map() };
  const { url } = rules;
  return {
    connection: { url, token: TOKEN },
    brokenConnection: { url, token: "wrong" },
    closedConnection: { url: `${url}.closed`, token: TOKEN },
    fetch: openDoor({
      url,
      routes: routesOf(state),
      authorize: (header) => (header === `Bearer ${TOKEN}` ? 200 : 401),
    }),
    subject: async () => makeSubject(state, `owner-${state.owners.size + 1}`),
    stop: async () => {},
  };
}

/** A short sum over a text, shown in place of the value. */
export function fingerprint(value: string): string {
  let sum = 0x811c9dc5;
  for (const character of value) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
}

function makeSubject(state: State, name: string): Subject {
  const owner: Owner = { name, entries: [], made: 0, lag: { loginMs: 0, listMs: 0 }, changes: [] };
  state.owners.set(name, owner);
  return {
    parameters: { owner: name },
    accepts: async ({ id, owner: named, key }) => holds(state, owner, String(id ?? named), String(key)),
    held: async () => live(owner).map(({ handle }) => handle),
    plantStranger: async () => {
      if (isFull(state, owner)) throw new Error(`${name} has no room for a stranger`);
      const number = owner.made + 1;
      return make(state, owner, {
        handle: `stranger-${name}-${number}`,
        value: `planted-${name}-${number}`,
        what: "planted",
      }).handle;
    },
    removeStranger: async (handle) => {
      const entry = live(owner).find((entry) => entry.handle === handle);
      if (entry) Object.assign(entry, { endedAt: state.clock.now(), listedUntil: state.clock.now() });
    },
    lag: (by) => {
      owner.lag = by;
    },
    changes: () => owner.changes,
  };
}

const live = ({ entries }: Owner): readonly Entry[] => entries.filter(({ endedAt }) => endedAt === null);
const isFull = ({ rules }: State, owner: Owner): boolean =>
  rules.capacity !== undefined && live(owner).length >= rules.capacity;

interface Making {
  readonly handle: string;
  readonly value: string;
  readonly label?: string | undefined;
  readonly what: "issued" | "planted";
}

function make({ clock }: State, owner: Owner, { handle, value, label, what }: Making): Entry {
  const at = clock.now();
  const entry: Entry = {
    handle,
    value,
    label,
    issuedAt: at,
    logsInFrom: at + owner.lag.loginMs,
    listedFrom: at + owner.lag.listMs,
    endedAt: null,
    listedUntil: Number.POSITIVE_INFINITY,
  };
  owner.made += 1;
  owner.entries.push(entry);
  owner.changes.push({ at, what, handle });
  return entry;
}

/** Where the target names the credentials, one logs in with the owner's name and any value that the owner holds. */
function holds({ clock, rules }: State, owner: Owner, id: string, value: string): boolean {
  return live(owner).some(
    (entry) =>
      (rules.makes === "handle" ? owner.name : entry.handle) === id &&
      entry.value === value &&
      entry.logsInFrom <= clock.now(),
  );
}

function routesOf(state: State): Record<string, Route> {
  const { makes, labels } = state.rules;
  const onOwner = (body: Readonly<Record<string, string>>, work: (owner: Owner) => Answer) => {
    const owner = state.owners.get(body.owner ?? "");
    return owner ? work(owner) : no(404, "no such owner");
  };
  const fields = {
    nothing: ["owner", "handle", "key"],
    handle: ["owner", "key"],
    both: labels ? ["owner", "label", "until"] : ["owner"],
  };
  return {
    whoami: { fields: [], answer: () => ok() },
    rights: {
      fields: ["owner?"],
      answer: (body) => (body.owner ? onOwner(body, () => ok(RIGHTS)) : ok(RIGHTS)),
    },
    owners: { fields: ["search?", "cursor?"], answer: ({ search, cursor }) => pageOf(state, search, cursor) },
    make: { fields: fields[makes], answer: (body) => onOwner(body, (owner) => issue(state, owner, body)) },
    list: { fields: ["owner"], answer: (body) => onOwner(body, (owner) => list(state, owner)) },
    end: {
      fields: ["owner", "handle"],
      answer: (body) => onOwner(body, (owner) => end(state, owner, body.handle ?? "")),
    },
    login: {
      fields: ["owner", "id", "key"],
      open: true,
      answer: ({ owner: name = "", id = "", key = "" }) => {
        const owner = state.owners.get(name);
        return owner && holds(state, owner, id, key) ? ok() : no(401, "refused");
      },
    },
  };
}

const RIGHTS = { rights: ["credentials:write"] };

function pageOf({ owners }: State, search = "", cursor = "0"): Answer {
  const all = [...owners.keys()].filter((name) => name.includes(search));
  const from = Number(cursor);
  const next = from + PAGE < all.length ? String(from + PAGE) : undefined;
  return ok({ names: all.slice(from, from + PAGE), ...(next && { next }) });
}

function issue(state: State, owner: Owner, body: Readonly<Record<string, string>>): Answer {
  const { makes } = state.rules;
  const { handle: asked = "", key, label, until } = body;
  if (until !== undefined && !(Date.parse(until) > state.clock.now())) return no(400, "until is in the past");
  if (makes === "nothing" && live(owner).some(({ handle }) => handle === asked)) {
    return replace(state, owner, asked, key ?? "");
  }
  if (isFull(state, owner)) return no(409, `${owner.name} holds ${state.rules.capacity} already`);
  const number = owner.made + 1;
  const handle = makes === "nothing" ? asked : `id-${owner.name}-${number}`;
  const value = key ?? `minted-${owner.name}-${number}`;
  make(state, owner, { handle, value, label, what: "issued" });
  return ok({ id: handle, ...(makes === "both" && { key: value }) });
}

/** The same value once more changes nothing; another one takes the place of the first. */
function replace(state: State, owner: Owner, handle: string, value: string): Answer {
  const [before] = live(owner).filter((entry) => entry.handle === handle);
  if (before?.value === value) return ok({ id: handle });
  owner.entries = owner.entries.filter((entry) => entry !== before);
  make(state, owner, { handle, value, what: "issued" });
  return ok({ id: handle });
}

function list({ clock, rules }: State, owner: Owner): Answer {
  const now = clock.now();
  const shown = owner.entries.filter(({ listedFrom, listedUntil }) => listedFrom <= now && now < listedUntil);
  const credentials = shown.map(({ handle, label, issuedAt, value }) => ({
    id: handle,
    issuedAt,
    ...(label !== undefined && { label }),
    ...(rules.fingerprints && { fingerprint: fingerprint(value) }),
  }));
  return ok({ credentials });
}

function end({ clock, rules }: State, owner: Owner, handle: string): Answer {
  const found = live(owner).find((entry) => entry.handle === handle);
  if (!found) return no(404, "no such credential");
  if (rules.keepsLast && live(owner).length === 1) return no(422, "the last one stays");
  const at = clock.now();
  found.endedAt = at;
  found.listedUntil = at + owner.lag.listMs;
  owner.changes.push({ at, what: "revoked", handle });
  return ok();
}

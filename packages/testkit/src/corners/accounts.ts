import type { KitClock, Subject, Target, TargetChange } from "../target.ts";
import { type Answer, no, ok, openDoor, type Route } from "./door.ts";

export interface AccountRules {
  readonly url: string;
  /** How many accounts one subject is made of. */
  readonly perSubject: 1 | 2;
  /** The account is its own administrator; else there is a token. */
  readonly own?: true;
  /** The value may not be one of so many last ones. */
  readonly history?: number;
  readonly lockout?: { readonly attempts: number; readonly windowMs: number };
}

interface Account {
  readonly name: string;
  value: string;
  /** Takes the place of `value` when its time has come. */
  coming: { readonly value: string; readonly from: number } | null;
  readonly past: string[];
  readonly failed: number[];
  lockedUntil: number;
}

interface State {
  readonly rules: AccountRules;
  readonly clock: KitClock;
  readonly accounts: Map<string, Account>;
  readonly lagOf: Map<string, number>;
  readonly changes: Map<string, TargetChange[]>;
  readonly sessions: Set<string>;
  minted: number;
}

const TOKEN = "administrator-of-accounts";
const PAGE = 2;

/** A target whose accounts have one value each: setting another one ends the value before. */
export async function startAccounts(rules: AccountRules, clock: KitClock): Promise<Target> {
  const state: State = {
    rules,
    clock,
    accounts: new Map(),
    lagOf: new Map(),
    changes: new Map(),
    sessions: new Set(),
    minted: 0,
  };
  const { url } = rules;
  const login = rules.own ? { username: "nobody", password: "nothing" } : { token: TOKEN };
  const broken = rules.own ? { ...login, password: "wrong" } : { token: "wrong" };
  let subjects = 0;
  return {
    connection: { url, ...login },
    brokenConnection: { url, ...broken },
    closedConnection: { url: `${url}.closed`, ...login },
    fetch: openDoor({ url, routes: routesOf(state), authorize: (header) => authorize(state, header) }),
    subject: async () => makeSubject(state, ++subjects),
    stop: async () => {},
  };
}

function makeSubject(state: State, number: number): Subject {
  const names = ["a", "b"].slice(0, state.rules.perSubject).map((letter) => `account-${number}${letter}`);
  for (const name of names) addAccount(state, name);
  const [first = "", second = ""] = names;
  const password = `initial-${first}`;
  // Of a pair the other one: what the first run replaces is not what it logs in with.
  const own = names.at(-1) ?? first;
  return {
    parameters: state.rules.perSubject === 1 ? { account: first } : { account1: first, account2: second },
    ...(state.rules.own && {
      connection: { url: state.rules.url, username: own, password: `initial-${own}` },
    }),
    current: { handle: first, secret: { account: first, password } },
    accepts: async ({ account, password }) => {
      const found = state.accounts.get(String(account));
      return found !== undefined && names.includes(found.name) && settled(state, found) === password;
    },
    held: async () => names,
    lag: ({ loginMs }) => {
      for (const name of names) state.lagOf.set(name, loginMs);
    },
    changes: () => names.flatMap((name) => state.changes.get(name) ?? []).sort((a, b) => a.at - b.at),
    failedLogins: () => names.flatMap((name) => state.accounts.get(name)?.failed ?? []),
  };
}

function addAccount({ accounts }: State, name: string): void {
  accounts.set(name, {
    name,
    value: `initial-${name}`,
    coming: null,
    past: [],
    failed: [],
    lockedUntil: 0,
  });
}

function settled({ clock }: State, account: Account): string {
  if (account.coming && account.coming.from <= clock.now()) {
    account.value = account.coming.value;
    account.coming = null;
  }
  return account.value;
}

/** The value that was asked for last, whether or not it logs in yet. */
const newest = (account: Account): string => account.coming?.value ?? account.value;

function routesOf(state: State): Record<string, Route> {
  const onAccount = (body: Readonly<Record<string, string>>, work: (account: Account) => Answer) => {
    const account = state.accounts.get(body.account ?? "");
    return account ? work(account) : no(404, "no such account");
  };
  return {
    whoami: { fields: [], answer: () => ok() },
    "log-in": {
      fields: ["account", "password"],
      open: true,
      answer: ({ account = "", password = "" }) => openSession(state, account, password),
    },
    rights: {
      fields: ["account?"],
      answer: (body) => (body.account ? onAccount(body, () => ok(RIGHTS)) : ok(RIGHTS)),
    },
    accounts: {
      fields: ["search?", "cursor?"],
      answer: ({ search, cursor }) => pageOf(state, search, cursor),
    },
    set: {
      fields: ["account", "password"],
      answer: (body) => onAccount(body, (account) => set(state, account, body.password ?? "")),
    },
    rotate: {
      fields: ["account"],
      answer: (body) => onAccount(body, (account) => mint(state, account)),
    },
    read: {
      fields: ["account"],
      answer: (body) => onAccount(body, (account) => ok({ password: newest(account) })),
    },
    login: {
      fields: ["account", "password"],
      open: true,
      answer: ({ account = "", password = "" }) => {
        const status = tryLogin(state, account, password);
        return status === 200 ? ok() : no(status, status === 423 ? "locked" : "refused");
      },
    },
  };
}

const RIGHTS = { rights: ["accounts:write"] };

function pageOf({ accounts }: State, search = "", cursor = "0") {
  const all = [...accounts.keys()].filter((name) => name.includes(search));
  const from = Number(cursor);
  const next = from + PAGE < all.length ? String(from + PAGE) : undefined;
  return ok({ names: all.slice(from, from + PAGE), ...(next && { next }) });
}

function set(state: State, account: Account, password: string) {
  const { history = 0 } = state.rules;
  if (password.length < 8) return no(422, "too short");
  const kept = [...account.past.slice(-history), newest(account)];
  if (history > 0 && kept.includes(password)) return no(422, "used before");
  change(state, account, password);
  return ok();
}

function mint(state: State, account: Account) {
  state.minted += 1;
  const password = `minted-${account.name}-${state.minted}`;
  change(state, account, password);
  return ok({ account: account.name, password });
}

function change(state: State, account: Account, password: string): void {
  const at = state.clock.now();
  settled(state, account);
  account.past.push(newest(account));
  account.coming = { value: password, from: at + (state.lagOf.get(account.name) ?? 0) };
  settled(state, account);
  const changes = state.changes.get(account.name) ?? [];
  state.changes.set(account.name, [...changes, { at, what: "issued", handle: account.name }]);
}

function tryLogin(state: State, name: string, password: string): number {
  const account = state.accounts.get(name);
  if (!account) return 401;
  const now = state.clock.now();
  if (account.lockedUntil > now) return 423;
  if (settled(state, account) === password) return 200;
  account.failed.push(now);
  const { lockout } = state.rules;
  if (lockout) {
    const recent = account.failed.filter((at) => at > now - lockout.windowMs);
    if (recent.length >= lockout.attempts) account.lockedUntil = now + lockout.windowMs;
  }
  return 401;
}

/** Who has logged in once may go on, as over one connection, whatever becomes of the value. */
function openSession(state: State, account: string, password: string): Answer {
  const status = tryLogin(state, account, password);
  if (status !== 200) return no(status, status === 423 ? "locked" : "refused");
  const session = `session-${state.sessions.size + 1}`;
  state.sessions.add(session);
  return ok({ session });
}

function authorize({ rules, sessions }: State, header: string): number {
  if (!rules.own) return header === `Bearer ${TOKEN}` ? 200 : 401;
  return sessions.has(header.replace("Bearer ", "")) ? 200 : 401;
}

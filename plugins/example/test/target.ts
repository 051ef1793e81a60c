import type { KitClock, StartTarget, Subject } from "@turnbolt/testkit";

/** A key as the service keeps it. */
interface Key {
  readonly account: string;
  readonly name: string;
  readonly createdAt: string;
}
interface Service {
  readonly clock: KitClock;
  readonly accounts: Set<string>;
  /** By their values. */
  readonly keys: Map<string, Key>;
}

const URL_OF_SERVICE = "https://keys.example.test";
const ADMIN = "the key of an administrator";

/** The service in memory: reached through the kit's `runtime.fetch`, and strict about what it is asked. */
export const startTarget: StartTarget = async (clock) => {
  const service: Service = { clock, accounts: new Set(), keys: new Map() };
  const connection = { url: URL_OF_SERVICE, key: ADMIN };
  return {
    connection,
    brokenConnection: { ...connection, key: "not a key" },
    closedConnection: { ...connection, url: "https://closed.example.test" },
    fetch: async (to, init = {}) => {
      const { origin, pathname } = new URL(to);
      if (origin !== URL_OF_SERVICE) throw new TypeError("fetch failed");
      const key = new Headers(init.headers).get("authorization")?.replace("Bearer ", "") ?? "";
      const [status, body] = answer(service, key, `${init.method} ${pathname}`, String(init.body ?? ""));
      return Response.json(body, { status });
    },
    subject: async () => subjectOf(service, `account_${service.accounts.size + 1}`),
    stop: async () => {},
  };
};

/** The oracle looks into the service itself, and never asks the plugin. */
function subjectOf({ accounts, keys, clock }: Service, account: string): Subject {
  accounts.add(account);
  const names = () => [...keys.values()].filter((key) => key.account === account).map(({ name }) => name);
  return {
    parameters: { account },
    accepts: async ({ key }) => keys.get(String(key))?.account === account,
    held: async () => names(),
    async plantStranger() {
      const name = `somebody-${keys.size + 1}`;
      keys.set(`planted ${account} ${name}`, {
        account,
        name,
        createdAt: new Date(clock.now()).toISOString(),
      });
      return name;
    },
  };
}

function answer(service: Service, key: string, request: string, body: string): readonly [number, object] {
  const isAdmin = key === ADMIN;
  if (!isAdmin && !service.keys.has(key)) return [401, {}];
  if (request === "GET /me") return [200, { rights: isAdmin ? ["keys:write"] : [] }];
  if (!isAdmin) return [403, {}];
  const [, verb, account = "", name] = /^(GET|PUT|DELETE) \/(\w+)\/keys(?:\/([\w-]+))?$/.exec(request) ?? [];
  if (!service.accounts.has(account)) return [404, {}];
  if (verb === "GET" && !name) return [200, { keys: keysOf(service, account).map(([, held]) => held) }];
  if (verb === "PUT" && name) return put(service, account, name, body);
  if (verb === "DELETE" && name) return remove(service, account, name);
  return [400, {}];
}

const keysOf = ({ keys }: Service, account: string) => [...keys].filter(([, key]) => key.account === account);

/** The same key once more is no change; another one takes the place of the first. */
function put(service: Service, account: string, name: string, body: string): readonly [number, object] {
  const { key, ...unknown } = JSON.parse(body);
  if (typeof key !== "string" || key.length < 20 || Object.keys(unknown).length > 0) return [400, {}];
  if (service.keys.get(key)?.name === name) return [200, {}];
  remove(service, account, name);
  service.keys.set(key, { account, name, createdAt: new Date(service.clock.now()).toISOString() });
  return [200, {}];
}

function remove(service: Service, account: string, name: string): readonly [number, object] {
  const found = keysOf(service, account).find(([, held]) => held.name === name);
  if (!found) return [404, {}];
  service.keys.delete(found[0]);
  return [200, {}];
}

import { checkRotation, type Engine, isRotationError, type RotationProvider } from "@turnbolt/core";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plugins } from "../../src/plugins.ts";
import type { AddressRules } from "../../src/runtime/addresses.ts";
import { createHost } from "../../src/runtime/host.ts";
import { systemRandom } from "../../src/runtime/random.ts";
import { type Attempt, INTERNET, inUrl, listener, watchNetwork } from "./forbidden/network.ts";
import { moved, type Place, sampleOf, samplesOf } from "./forbidden/sample.ts";

type Fields = Readonly<Record<string, unknown>>;
type Listener = Awaited<ReturnType<typeof listener>>;

let network: Awaited<ReturnType<typeof watchNetwork>>;
/** A program of this machine, and our own database: nobody may get to either. */
let inside: Listener;
let ours: Listener;

beforeAll(async () => {
  network = await watchNetwork();
  [inside, ours] = [await listener("127.0.0.1"), await listener("127.0.0.1")];
});
afterAll(async () => {
  await network.stop();
  await Promise.all([inside.stop(), ours.stop()]);
});

/** Every plugin that is installed, whichever those are. */
const installed: readonly (readonly [type: string, provider: RotationProvider])[] = plugins.map((plugin) => [
  plugin.type,
  plugin as RotationProvider,
]);

const METADATA = { host: "169.254.169.254", port: 80 };
const forbidden = (): readonly Place[] => [
  METADATA,
  { host: "127.0.0.1", port: inside.port },
  { host: "::1", port: inside.port },
  { host: "::ffff:169.254.169.254", port: 80 },
  { host: "10.0.0.1", port: inside.port },
];

/** How names are resolved: all of them to this, or one after the other to these. */
const names =
  (...addresses: readonly (readonly string[])[]) =>
  (): Promise<readonly string[]> => {
    const now = addresses.length > 1 ? addresses[Math.min(asked++, addresses.length - 1)] : addresses[0];
    return Promise.resolve(now ?? []);
  };
let asked = 0;

const blocked = (lookup: (name: string) => Promise<readonly string[]>): AddressRules => ({
  blockPrivate: true,
  isOurs: () => false,
  lookup,
});

/** Does with a connection what is done when one is saved, and what a run does with a credential. */
async function use(provider: RotationProvider, connection: Fields, rules: AddressRules): Promise<void> {
  const host = createHost({ log: pino({ level: "silent" }), rules });
  const clock = {
    now: () => new Date(),
    monotonic: () => performance.now(),
    at: (deadline: number, callback: () => void) => {
      const timer = setTimeout(callback, deadline - performance.now());
      return () => clearTimeout(timer);
    },
  };
  // What is asked of an engine here; the rest of it has to do with disks and schedules.
  const engine = {
    host,
    clock,
    random: systemRandom,
    installation: "test00",
    limits: LIMITS,
  } as unknown as Engine;
  const parsed = provider.connection.parse(connection) as Fields;
  const parameters = provider.parameters.parse(sampleOf(provider.parameters)) as Fields;
  const refused = (error: unknown) => expect(isRotationError(error) || error instanceof Error).toBe(true);
  await checkRotation(engine, provider, parsed).catch(refused);
  await checkRotation(engine, provider, parsed, parameters).catch(refused);
  await verify(provider, { parsed, parameters }, host).catch(refused);
}

const LIMITS = { callMs: 1_500 } as Engine["limits"];

async function verify(
  provider: RotationProvider,
  { parsed: connection, parameters }: { readonly parsed: Fields; readonly parameters: Fields },
  host: ReturnType<typeof createHost>,
): Promise<void> {
  const deadline = performance.now() + LIMITS.callMs;
  const lent = host.open({ rotationType: provider.type, connection, deadline, secrets: [] });
  const secret = provider.secret.parse(sampleOf(provider.secret));
  const run = { id: systemRandom.uuid(), label: "tb-test" };
  const credential = { handle: "sample", secret };
  const { runtime, close } = lent;
  await provider.verify({ connection, parameters, runtime, run, current: null, credential }).finally(close);
}

/** The connections that a plugin can have, each with every place that it names moved, as far as its schema takes that. */
const movedTo = (provider: RotationProvider, place: Place): readonly Fields[] =>
  samplesOf(provider.connection)
    .map((sample) => moved(sample, place) as Fields)
    .filter((connection) => provider.connection.safeParse(connection).success);

/** Who followed, or would have followed, a redirect. */
const sentOn = new Set<string>();

/** Where this process tried to go, except to what stands for the internet. */
const strays = (): readonly Attempt[] => network.attempts.filter(({ host }) => host !== INTERNET);
const counted = () => inside.connections() + ours.connections();

describe.each(installed)("%s", (_, provider) => {
  it("can be asked about: its schemas carry examples that make a connection, and it uses it", async () => {
    network.redirectTo(null);
    for (const connection of samplesOf(provider.connection)) {
      await use(provider, connection, blocked(names([INTERNET])));
    }
    expect(network.attempts.length).toBeGreaterThan(0);
    expect(strays()).toEqual([]);
  }, 60_000);

  it("gets where it may: the listener that counts is reached when nothing forbids it", async () => {
    network.redirectTo(null);
    const before = inside.connections();
    const rules = { blockPrivate: false, isOurs: () => false, lookup: names(["127.0.0.1"]) };
    for (const connection of movedTo(provider, { host: "inside.example.com", port: inside.port })) {
      await use(provider, connection, rules);
    }
    const tried = strays().some(({ host }) => host === "127.0.0.1");
    expect([inside.connections() > before, tried]).toContain(true);
  }, 60_000);

  it("connects to no forbidden address that its connection names", async () => {
    network.redirectTo(null);
    const before = counted();
    for (const place of forbidden()) {
      for (const connection of movedTo(provider, place)) {
        await use(provider, connection, blocked(names([INTERNET])));
      }
    }
    expect(strays()).toEqual([]);
    expect(counted()).toBe(before);
  }, 120_000);

  it("connects to no forbidden address that a name leads to, alone, among others or the second time", async () => {
    network.redirectTo(null);
    const before = counted();
    for (const [index, { host, port }] of forbidden().entries()) {
      const all = movedTo(provider, { host: "inside.example.com", port });
      for (const connection of index === 0 ? all : all.slice(0, 1)) {
        await use(provider, connection, blocked(names([host])));
        await use(provider, connection, blocked(names([host, INTERNET, host])));
        asked = 0;
        await use(provider, connection, blocked(names([INTERNET], [host])));
      }
    }
    expect(strays()).toEqual([]);
    expect(counted()).toBe(before);
  }, 240_000);

  it("connects to no forbidden address that somebody sends it on to", async () => {
    const lookup = async (name: string) => (name === "inside.example.com" ? ["127.0.0.1"] : [INTERNET]);
    const ask = () => use(provider, sampleOf(provider.connection), blocked(lookup));
    network.redirectTo(null);
    await ask();
    const speaksHttp = network.served() > 0;
    const before = counted();
    for (const { host, port } of [...forbidden(), { host: "inside.example.com", port: inside.port }]) {
      for (const scheme of ["http", "https"]) {
        network.redirectTo(`${scheme}://${inUrl(host)}:${port}/latest/meta-data/`);
        await ask();
        expect(strays()).toEqual([]);
        expect(network.served() > 0, "was sent on").toBe(speaksHttp);
        if (speaksHttp) sentOn.add(provider.type);
      }
    }
    expect(counted()).toBe(before);
  }, 120_000);

  it("never connects to our own database, though private addresses are allowed", async () => {
    const isOurs = (address: string, port: number) => address === "127.0.0.1" && port === ours.port;
    const rules = { blockPrivate: false, isOurs };
    network.redirectTo(`http://127.0.0.1:${ours.port}/`);
    const before = ours.connections();
    for (const host of ["127.0.0.1", "ours.example.com"]) {
      for (const connection of movedTo(provider, { host, port: ours.port })) {
        await use(provider, connection, { ...rules, lookup: names(["127.0.0.1"]) });
      }
    }
    await use(provider, sampleOf(provider.connection), { ...rules, lookup: names([INTERNET]) });
    expect(ours.connections()).toBe(before);
    expect(network.attempts.filter(({ port }) => port === ours.port)).toEqual([]);
  }, 60_000);
});

it("some of them were sent on, so that the redirects above were no empty threat", () => {
  expect(sentOn.size).toBeGreaterThan(0);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAllPlaced, placed } from "../../src/screens/settings/channel-errors.ts";
import {
  ALL_EVENTS,
  type Channel,
  type ChannelValues,
  createOf,
  environmentsFor,
  ownerWords,
  startingChannel,
  updateOf,
  valuesOf,
  whereTo,
} from "../../src/screens/settings/channel-values.ts";
import {
  attemptWords,
  type Delivery,
  eventWords,
  testWords,
} from "../../src/screens/settings/delivery-words.ts";

const channel = (change: Partial<Channel>): Channel => ({
  id: "c1",
  name: "deploy",
  kind: "webhook",
  projectId: "p1",
  events: ["rotation.failed"],
  rotationTypes: null,
  environments: ["prod"],
  isEnabled: true,
  settings: { url: "https://deploy.example/hook" },
  lastDelivery: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...change,
});
const mail = channel({
  kind: "email",
  settings: {
    to: ["oncall@shop.example"],
    smtp: { host: "mail.example", port: 465, security: "tls", user: "turnbolt", from: "t@shop.example" },
  },
});
const slack = channel({ kind: "slack", settings: { host: "hooks.chat.example" } });

describe("what is sent of a channel", () => {
  it("is everything, for a new one, and null where nothing narrows it", () => {
    const values: ChannelValues = { ...startingChannel(null), name: " deploy ", url: " https://x.example " };
    expect(createOf(values)).toEqual({
      kind: "webhook",
      name: "deploy",
      projectId: null,
      events: ALL_EVENTS,
      rotationTypes: null,
      environments: null,
      settings: { url: "https://x.example" },
    });
  });

  it("has no secret that nobody typed: what there was stays", () => {
    expect(updateOf(slack, valuesOf(slack))).not.toHaveProperty("settings");
    expect(updateOf(mail, valuesOf(mail)).settings).toEqual(mail.settings);
  });

  it("has the secret that was typed", () => {
    const typed = { ...valuesOf(slack), url: "https://hooks.chat.example/T/B" };
    expect(updateOf(slack, typed).settings).toEqual({ url: "https://hooks.chat.example/T/B" });
    const values = valuesOf(mail);
    const withPassword = { ...values, server: { ...values.server, password: "hunter2" } };
    expect(updateOf(mail, withPassword).settings).toMatchObject({ smtp: { password: "hunter2" } });
  });

  it("goes by the installation's mail server without one of its own", () => {
    const values = { ...valuesOf(mail), hasServer: false };
    expect(updateOf(mail, values).settings).toEqual({ to: ["oncall@shop.example"], smtp: null });
  });

  it("comes back as it was for every choice of events and environments", () => {
    const some = fc.subarray([...ALL_EVENTS], { minLength: 1 });
    const slugs = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 4 });
    fc.assert(
      fc.property(some, slugs, (events, environments) => {
        const before = channel({ events, environments: environments.length > 0 ? environments : null });
        const { channelId: _, settings, ...sent } = updateOf(before, valuesOf(before));
        expect(sent).toEqual({
          name: before.name,
          events,
          rotationTypes: null,
          environments: before.environments,
        });
        expect(settings).toEqual(before.settings);
      }),
    );
  });
});

describe("a channel in words", () => {
  it("leads where its kind says, and of a chat's URL nothing but the host is known", () => {
    expect([channel({}), mail, slack].map(whereTo)).toEqual([
      "https://deploy.example/hook",
      "oncall@shop.example",
      "hooks.chat.example",
    ]);
  });

  it("belongs to a project or to everybody", () => {
    expect(ownerWords(null, [])).toBe("Whole installation");
    expect(ownerWords("p1", [{ id: "p1", name: "Shop" }])).toBe("Shop");
  });

  it("can be narrowed to the environments of its project, each once", () => {
    const environments = (...slugs: string[]) => slugs.map((slug) => ({ slug, name: slug }));
    const projects = [
      { id: "p1", environments: environments("dev", "prod") },
      { id: "p2", environments: environments("prod", "test") },
    ];
    expect(environmentsFor(null, projects).map(({ value }) => value)).toEqual(["dev", "prod", "test"]);
    expect(environmentsFor("p2", projects).map(({ value }) => value)).toEqual(["prod", "test"]);
  });
});

describe("a refusal", () => {
  it("stands at the fields, wherever settings have them", () => {
    const errors = placed([
      { path: ["settings", "url"], message: "must be a URL that begins with https:// or http://" },
      { path: ["settings", "to", 1], message: "Invalid email" },
      { path: ["settings", "smtp", "host"], message: "Too small: expected string to have >=1 characters" },
    ]);
    expect(errors).toEqual({
      url: "Must be a URL that begins with https:// or http://.",
      to: "Invalid email.",
      "smtp.host": "This is needed.",
    });
    expect(isAllPlaced(errors)).toBe(true);
  });

  it("is told beside the form where it has no field there", () => {
    expect(isAllPlaced(placed([{ path: ["projectId"], message: "gone" }]))).toBe(false);
    expect(isAllPlaced(placed([]))).toBe(false);
  });
});

describe("a delivery in words", () => {
  const attempt = (change: object) => ({
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 240,
    status: null,
    error: null,
    ...change,
  });
  const delivery = (state: Delivery["state"], change: object): Delivery =>
    ({ state, attempts: [attempt(change)] }) as unknown as Delivery; // what the words are made of

  it("says of each try what came of it and how long it took", () => {
    expect(attemptWords(attempt({ status: 204 }))).toBe("Taken with HTTP 204 after 240 ms");
    expect(attemptWords(attempt({}))).toBe("Taken after 240 ms");
    expect(attemptWords(attempt({ status: 500, error: "HTTP 500" }))).toBe("HTTP 500 after 240 ms");
    expect(attemptWords(attempt({ error: "nobody listens there", durationMs: 20_000 }))).toBe(
      "Nobody listens there after 20 s",
    );
  });

  it("says what came of a test", () => {
    expect(testWords("deploy", delivery("delivered", { status: 204 }))).toBe(
      "deploy took the test: taken with HTTP 204 after 240 ms.",
    );
    expect(testWords("deploy", delivery("given-up", { status: 500, error: "HTTP 500" }))).toBe(
      "deploy did not take the test: HTTP 500 after 240 ms.",
    );
  });

  it("shows an event that it does not know as it is", () => {
    expect(eventWords("test")).toBe("A test");
    expect(eventWords("rotation.failed")).toBe("A run ended without one");
    expect(eventWords("from.tomorrow")).toBe("from.tomorrow");
  });
});

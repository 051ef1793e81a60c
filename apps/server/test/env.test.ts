import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../src/env.ts";

const folder = mkdtempSync(join(tmpdir(), "turnbolt-env-"));
afterAll(() => rmSync(folder, { recursive: true }));

const token = "t".repeat(32);

describe("the environment", () => {
  it("may be empty: everything has a default", () => {
    expect(readEnvironment({})).toEqual({
      settings: {
        host: "127.0.0.1",
        port: 4400,
        publicUrl: undefined,
        dataDirectory: ".turnbolt",
        databaseUrl: undefined,
        key: undefined,
        role: "all",
        plugins: [],
        logLevel: undefined,
        httpWaitSeconds: 150,
        blockPrivate: false,
        rootToken: undefined,
        trustProxy: { hops: 0 },
        rateLimits: { token: 12_000, address: 600 },
        oidc: null,
        mailServer: null,
      },
      warnings: [],
    });
  });

  it("is read strictly", () => {
    const { settings } = readEnvironment({
      TURNBOLT_PORT: "8080",
      TURNBOLT_BLOCK_PRIVATE: "true",
      TURNBOLT_PLUGINS: "one, @you/two",
      TURNBOLT_ROLE: "worker",
    });
    expect(settings).toMatchObject({
      port: 8080,
      blockPrivate: true,
      plugins: ["one", "@you/two"],
      role: "worker",
    });
  });

  it("says which proxies are believed, by how many or by their networks", () => {
    const trusted = (text: string) => readEnvironment({ TURNBOLT_TRUST_PROXY: text }).settings.trustProxy;
    expect(trusted("2")).toEqual({ hops: 2 });
    expect(trusted("10.0.0.0/8, fd00::1")).toEqual({ networks: ["10.0.0.0/8", "fd00::1/128"] });
  });

  it.each([
    [
      "smtp://ops:p%40ss@mail.test",
      { host: "mail.test", port: 587, security: "starttls", user: "ops", password: "p@ss" },
    ],
    ["smtps://mail.test", { host: "mail.test", port: 465, security: "tls" }],
    ["smtp://[fd00::25]:25?security=none", { host: "fd00::25", port: 25, security: "none" }],
  ])("takes a mail server by its URL: %s", (url, wanted) => {
    const from = "turnbolt@mail.test";
    const { settings } = readEnvironment({ TURNBOLT_SMTP_URL: url, TURNBOLT_MAIL_FROM: from });
    expect(settings.mailServer).toEqual({ ...wanted, from });
  });

  it("has a mail server with a sender, and never says its password", () => {
    const half = { TURNBOLT_SMTP_URL: "smtp://ops:hunter2@mail.test" };
    expect(() => readEnvironment(half)).toThrow("TURNBOLT_MAIL_FROM must be too");
    const wrong = { TURNBOLT_SMTP_URL: "http://ops:hunter2@mail.test", TURNBOLT_MAIL_FROM: "a@b.test" };
    expect(() => readEnvironment(wrong)).toThrow("TURNBOLT_SMTP_URL: must begin with smtp:// or smtps://");
    for (const given of [half, wrong]) expect(() => readEnvironment(given)).not.toThrow(/hunter2/);
  });

  it("has a whole identity provider or none", () => {
    const oidc = {
      TURNBOLT_OIDC_ISSUER: "https://id.example.test",
      TURNBOLT_OIDC_CLIENT_ID: "turnbolt",
      TURNBOLT_OIDC_CLIENT_SECRET: "hunter2",
      TURNBOLT_OIDC_ALLOWED_DOMAINS: "Example.test, example.org",
      TURNBOLT_PUBLIC_URL: "https://turnbolt.example.test",
    };
    expect(readEnvironment(oidc).settings.oidc).toEqual({
      issuer: "https://id.example.test",
      clientId: "turnbolt",
      clientSecret: "hunter2",
      title: "Single sign-on",
      domains: ["example.test", "example.org"],
    });
    const { TURNBOLT_PUBLIC_URL: _, ...half } = oidc;
    expect(() => readEnvironment(half)).toThrow("TURNBOLT_PUBLIC_URL");
    expect(() => readEnvironment(half)).not.toThrow(/hunter2/);
  });

  it.each([
    ["TURNBOLT_PORT", "80.5"],
    ["TURNBOLT_PORT", "70000"],
    ["TURNBOLT_BLOCK_PRIVATE", "yes"],
    ["TURNBOLT_ROLE", "boss"],
    ["TURNBOLT_DATABASE_URL", "mysql://hunter2"],
    ["TURNBOLT_ROOT_TOKEN", "hunter2"],
    ["TURNBOLT_LOG_LEVEL", "loud"],
    ["TURNBOLT_PUBLIC_URL", "ftp://turnbolt.example.test"],
    ["TURNBOLT_PUBLIC_URL", "https://example.test/turnbolt"],
    ["TURNBOLT_TRUST_PROXY", "everybody"],
    ["TURNBOLT_TRUST_PROXY", "10.0.0.0/33"],
    ["TURNBOLT_RATE_LIMIT_TOKEN", "-1"],
  ])("that makes no sense is refused by name, without its value: %s=%s", (name, value) => {
    const read = () => readEnvironment({ [name]: value });
    expect(read).toThrow(name);
    expect(read).not.toThrow(/hunter2/);
  });

  it("takes secrets from files as well, white space around them aside", () => {
    const file = join(folder, "token");
    writeFileSync(file, `${token}\n`);
    expect(readEnvironment({ TURNBOLT_ROOT_TOKEN_FILE: file }).settings.rootToken).toBe(token);
  });

  it("says so when a secret comes twice, or its file cannot be read", () => {
    const both = { TURNBOLT_ROOT_TOKEN: token, TURNBOLT_ROOT_TOKEN_FILE: join(folder, "token") };
    expect(() => readEnvironment(both)).toThrow(
      "TURNBOLT_ROOT_TOKEN and TURNBOLT_ROOT_TOKEN_FILE are both set",
    );
    expect(() => readEnvironment({ TURNBOLT_KEY_FILE: join(folder, "nowhere") })).toThrow(
      /TURNBOLT_KEY_FILE.*ENOENT/,
    );
  });

  it("warns of what looks like ours and is not", () => {
    const { warnings } = readEnvironment({ TURNBOLT_PROT: "80", TURNBOLT_PORT_FILE: "x", HOME: "/root" });
    expect(warnings).toEqual([
      expect.stringContaining("TURNBOLT_PROT "),
      expect.stringContaining("TURNBOLT_PORT_FILE "),
    ]);
  });
});

import { describe, expect, it } from "vitest";
import type { ClientSecret } from "../../src/screens/access/access.ts";
import {
  lifeWords,
  networksOf,
  networkWords,
  secretState,
  summaryOf,
  usesWords,
} from "../../src/screens/access/machine-words.ts";

const NOW = new Date("2026-03-10T12:00:00.000Z");

const secret = (more: Partial<ClientSecret> = {}): ClientSecret => ({
  id: "7d0a3c1e-1111-4111-8111-111111111111",
  description: "",
  clientSecretPrefix: "tbs_abcd",
  clientSecretNumUses: 0,
  clientSecretNumUsesLimit: 0,
  clientSecretTTL: 0,
  identityUAId: "7d0a3c1e-2222-4222-8222-222222222222",
  isClientSecretRevoked: false,
  expiresAt: null,
  lastUsedAt: null,
  createdAt: "2026-03-01T12:00:00.000Z",
  updatedAt: "2026-03-01T12:00:00.000Z",
  ...more,
});

describe("a client secret", () => {
  it.each([
    ["Works", true, {}],
    ["Revoked", false, { isClientSecretRevoked: true, expiresAt: "2026-03-01T00:00:00.000Z" }],
    ["Expired", false, { expiresAt: "2026-03-10T12:00:00.000Z" }],
    ["Ends soon", true, { expiresAt: "2026-03-10T12:00:01.000Z" }],
    ["Works", true, { expiresAt: "2026-03-17T12:00:00.000Z" }],
    ["Used up", false, { clientSecretNumUses: 3, clientSecretNumUsesLimit: 3 }],
    ["Works", true, { clientSecretNumUses: 2, clientSecretNumUsesLimit: 3 }],
  ])("is told as it is: %s", (label, works, more) => {
    expect(secretState(secret(more), NOW)).toMatchObject({ label, works });
  });

  it("counts its logins", () => {
    expect([usesWords(1, 0), usesWords(4, 0), usesWords(1, 10), usesWords(0, 1)]).toEqual([
      "1 login",
      "4 logins",
      "1 of 10 logins",
      "0 of 1 login",
    ]);
  });
});

describe("a machine in a line", () => {
  it("tells the last login with any secret, and the end of the first that works", () => {
    const secrets = [
      secret({ lastUsedAt: "2026-03-02T00:00:00.000Z", expiresAt: "2026-05-01T00:00:00.000Z" }),
      secret({ expiresAt: "2026-04-01T00:00:00.000Z" }),
      secret({ lastUsedAt: "2026-03-05T00:00:00.000Z", isClientSecretRevoked: true }),
      secret({ expiresAt: "2026-03-09T00:00:00.000Z" }),
      secret(),
    ];
    expect(summaryOf(secrets, NOW)).toEqual({
      working: 3,
      lastUsedAt: "2026-03-05T00:00:00.000Z",
      endsAt: "2026-04-01T00:00:00.000Z",
    });
  });

  it("without a secret has never logged in", () => {
    expect(summaryOf([], NOW)).toEqual({ working: 0, lastUsedAt: null, endsAt: null });
  });
});

describe("how long and from where", () => {
  it("is told in the largest unit that fits", () => {
    expect([1, 90, 300, 3_600, 5_400, 86_400, 2_592_000].map(lifeWords)).toEqual([
      "1 second",
      "90 seconds",
      "5 minutes",
      "1 hour",
      "90 minutes",
      "1 day",
      "30 days",
    ]);
  });

  it("is anywhere only with both kinds of addresses", () => {
    const [four, six] = [
      { ipAddress: "0.0.0.0", prefix: 0 },
      { ipAddress: "::", prefix: 0 },
    ];
    expect(networkWords([four, six])).toBe("anywhere");
    expect(networkWords([four])).toBe("0.0.0.0/0");
    const some = [
      { ipAddress: "10.0.0.0", prefix: 8 },
      { ipAddress: "192.0.2.7", prefix: 32 },
      { ipAddress: "2001:db8::1", prefix: 128 },
    ];
    expect(networkWords(some)).toBe("10.0.0.0/8, 192.0.2.7, 2001:db8::1");
  });

  it("is read from lines and commas; nothing is anywhere", () => {
    expect(networksOf(" 10.0.0.0/8,\n192.0.2.7 \n")).toEqual([
      { ipAddress: "10.0.0.0/8" },
      { ipAddress: "192.0.2.7" },
    ]);
    expect(networksOf("  ")).toEqual([{ ipAddress: "0.0.0.0/0" }, { ipAddress: "::/0" }]);
  });
});

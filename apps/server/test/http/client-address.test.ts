import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import type { TrustedProxies } from "../../src/env.ts";
import { clientOf } from "../../src/http/client-address.ts";
import { requestIdOf } from "../../src/http/request-id.ts";

/** A request from this peer that carries this `X-Forwarded-For`. */
const seen = (trusted: TrustedProxies, peer: string, forwarded?: string) =>
  clientOf(
    {
      socket: { remoteAddress: peer },
      headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    } as unknown as IncomingMessage, // all that is looked at
    trusted,
  );

describe("where a request comes from", () => {
  it.each([
    [{ hops: 0 }, "192.0.2.1", "203.0.113.9", "192.0.2.1", false],
    [{ hops: 0 }, "::ffff:192.0.2.1", undefined, "192.0.2.1", false],
    [{ hops: 1 }, "10.0.0.1", undefined, "10.0.0.1", true],
    [{ hops: 1 }, "10.0.0.1", "203.0.113.9", "203.0.113.9", true],
    [{ hops: 1 }, "10.0.0.1", "198.51.100.7, 203.0.113.9", "203.0.113.9", true],
    [{ hops: 2 }, "10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9", true],
    [{ hops: 2 }, "10.0.0.1", "203.0.113.9", "203.0.113.9", true],
    [{ hops: 1 }, "10.0.0.1", "203.0.113.9:4711", "203.0.113.9", true],
    [{ hops: 1 }, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1", true],
    [{ hops: 1 }, "10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9", true],
    [{ hops: 1 }, "10.0.0.1", "<script>", "10.0.0.1", true],
    [{ hops: 2 }, "10.0.0.1", "203.0.113.9, unknown, 10.0.0.2", "10.0.0.2", true],
    [{ networks: ["10.0.0.0/8"] }, "192.0.2.1", "203.0.113.9", "192.0.2.1", false],
    [{ networks: ["10.0.0.0/8"] }, "10.0.0.1", "203.0.113.9", "203.0.113.9", true],
    [{ networks: ["10.0.0.0/8"] }, "10.0.0.1", "198.51.100.7, 203.0.113.9, 10.9.9.9", "203.0.113.9", true],
    [{ networks: ["10.0.0.0/8"] }, "10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1", true],
    [{ networks: ["2001:db8::/32"] }, "2001:db8::5", "203.0.113.9", "203.0.113.9", true],
  ] as [TrustedProxies, string, string | undefined, string, boolean][])(
    "%o, from %s with %s is %s",
    (trusted, peer, forwarded, address, viaProxy) => {
      expect(seen(trusted, peer, forwarded)).toEqual({ address, viaProxy });
    },
  );
});

describe("the id of a request", () => {
  const proxy = { address: null, viaProxy: true };

  it("is the one that a proxy gave, when that is one, and nobody else's", () => {
    expect(requestIdOf("edge-1:42", proxy)).toBe("edge-1:42");
    expect(requestIdOf("edge-1:42", { ...proxy, viaProxy: false })).not.toBe("edge-1:42");
    for (const bad of [undefined, "", "a b", "x".repeat(129), 'a"b', "ä", "a\nb", "<x>"]) {
      expect(requestIdOf(bad, proxy)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

import { connect } from "node:net";
import { checkedFetch } from "@turnbolt/answers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../../src/http/serve.ts";
import { startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;

beforeAll(async () => {
  turnbolt = await startTurnbolt({ trustProxy: { networks: ["127.0.0.1/32"] } });
}, 60_000);
afterAll(() => turnbolt.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${turnbolt.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}`, ...headers } });

/** Sends raw bytes and gives all that comes back until the other side ends it. */
function raw(url: string, pieces: readonly string[], everyMs = 0): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    const send = () => {
      const [piece, ...rest] = pieces.slice(sent++);
      if (piece !== undefined) socket.write(piece);
      if (rest.length === 0) clearInterval(timer);
    };
    let sent = 0;
    const timer = setInterval(send, everyMs);
    socket.on("data", (bytes) => {
      text += String(bytes);
    });
    socket.on("close", () => {
      clearInterval(timer);
      resolve(text);
    });
    // Cut off while it still sends: what came back before that is the answer.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
  });
}

describe("every answer", () => {
  it.each(["/healthz", "/readyz", "/api/v1/me", "/trpc/me.get", "/openapi.json", "/docs", "/nothing", "/"])(
    "tells a browser to run nothing but ours: %s",
    async (path) => {
      const { headers } = await get(path);
      const policy = Object.fromEntries(
        (headers.get("content-security-policy") ?? "")
          .split(/; ?/)
          .map((part) => [part.split(" ")[0], part.split(" ").slice(1).join(" ")]),
      );
      expect(policy).toMatchObject({
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
      });
      expect(headers.get("content-security-policy")).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("carries the id that a proxy gave, and so does the audit with the address that it told", async () => {
    const headers = { "x-request-id": "edge-42", "x-forwarded-for": "198.51.100.1, 203.0.113.9" };
    const answer = await checkedFetch(turnbolt.url)("/api/v1/invitations", {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers },
      body: JSON.stringify({ email: "ada@example.test" }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("x-request-id")).toBe("edge-42");
    const { auditLogs } = (await (await get("/api/v1/audit-logs?kind=invitation.created")).json()) as {
      auditLogs: unknown[];
    };
    expect(auditLogs).toEqual([expect.objectContaining({ requestId: "edge-42", address: "203.0.113.9" })]);
  });
});

describe("a request", () => {
  it("whose URL or headers are too large is refused", async () => {
    expect((await get(`/api/v1/me?x=${"x".repeat(20_000)}`)).status).toBe(431);
    expect((await get("/api/v1/me", { "x-large": "x".repeat(20_000) })).status).toBe(431);
    expect((await get("/api/v1/me")).status).toBe(200);
  });

  it.each([
    ["no host", "GET / HTTP/1.1\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx"],
    [
      "a length and chunks",
      "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["no HTTP", "\x16\x03\x01\x00\x01\r\n\r\n"],
  ])("with %s is refused, and the connection ends", async (_, bytes) => {
    expect(await raw(turnbolt.url, [bytes])).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("that takes its time to arrive is not waited for", async () => {
    const patience = {
      ...{ headersTimeout: 150, requestTimeout: 300 },
      ...{ keepAliveTimeout: 1_000, connectionsCheckingInterval: 20 },
    };
    const answered = async (request: Request) => new Response(await request.text());
    const server = await serve(answered, { host: "127.0.0.1", port: 0, patience });
    try {
      const drip = Array.from({ length: 200 }, () => "x-a: b\r\n");
      expect(await raw(server.url, ["GET / HTTP/1.1\r\nhost: x\r\n", ...drip], 25)).toMatch(
        /^HTTP\/1\.1 408 /,
      );
      const head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n";
      const slow = Array.from({ length: 200 }, () => "x");
      expect(await raw(server.url, [head, ...slow], 25)).not.toMatch(/ 200 /);
      const quick = await fetch(server.url, { method: "POST", body: "all at once" });
      expect(await quick.text()).toBe("all at once");
    } finally {
      await server.stop();
    }
  });
});

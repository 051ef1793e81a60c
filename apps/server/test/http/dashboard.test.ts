import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboard, openDashboard } from "../../src/http/dashboard.ts";
import { type Entered, entrance } from "../../src/http/entrance.ts";
import { securityHeaders } from "../../src/http/security-headers.ts";
import { type HttpServer, serve } from "../../src/http/serve.ts";

const SCRIPT = "console.log('the dashboard');";

describe("the dashboard's files", () => {
  let folder: string;
  let http: HttpServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "turnbolt-dashboard-"));
    mkdirSync(join(folder, "dist/assets"), { recursive: true });
    writeFileSync(join(folder, "dist/index.html"), '<meta nonce="__TURNBOLT_NONCE__"><p>page</p>');
    writeFileSync(join(folder, "dist/assets/index-1a2b.js"), SCRIPT);
    writeFileSync(join(folder, "dist/assets/index-1a2b.js.gz"), gzipSync(SCRIPT));
    writeFileSync(join(folder, "private.js"), "not for browsers");
    const files = openDashboard([join(folder, "nowhere"), join(folder, "dist")]);
    if (!files) throw new Error("the dashboard is not found");
    const app = new Hono<Entered>()
      .use(entrance({ hops: 0 }))
      .use(securityHeaders(undefined))
      .use(dashboard(files))
      .all("*", (context) => context.json({ door: context.req.path }));
    http = await serve((request, env) => app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await http.stop();
    rmSync(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${http.url}${path}`, { headers });
  const asBrowser = (path: string) => get(path, { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });

  it("gives every page a nonce of its own, for styles alone, and keeps no page", async () => {
    const nonces = [];
    for (const path of ["/", "/rotations/new"]) {
      const page = await asBrowser(path);
      const policy = page.headers.get("content-security-policy") ?? "";
      const nonce = /nonce="([^"]+)"/.exec(await page.text())?.[1];
      nonces.push(nonce);
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).not.toContain("unsafe");
      expect(page.headers.get("cache-control")).toBe("no-store");
    }
    expect(new Set(nonces).size).toBe(2);
  });

  it("lets files whose names change with their content be kept for ever, packed for who can read that", async () => {
    const packed = await get("/assets/index-1a2b.js");
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(packed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(packed.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(packed.headers.get("vary")).toBe("accept-encoding");
    expect(await packed.text()).toBe(SCRIPT);
    const plain = await get("/assets/index-1a2b.js", { "accept-encoding": "identity" });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(SCRIPT);
  });

  it("has no page for programs, for the API's paths, for missing files, and for what is not read", async () => {
    const doors = [
      await get("/rotations"),
      await asBrowser("/api/v1/projects"),
      await asBrowser("/trpc/me.get"),
      await asBrowser("/assets/gone-9f.js"),
      await fetch(`${http.url}/rotations`, { method: "POST", headers: { accept: "text/html" } }),
    ];
    for (const door of doors) expect(await door.json()).toHaveProperty("door");
  });

  it("serves nothing from outside its folder", async () => {
    for (const path of [
      "/../private.js",
      "/assets/../../private.js",
      "/%2e%2e/private.js",
      "/assets/..%2f..%2fprivate.js",
    ])
      expect(await (await get(path)).text()).not.toContain("not for browsers");
  });

  it("is not there where it has not been built", () => {
    expect(openDashboard([join(folder, "nowhere")])).toBeNull();
  });
});

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import type { MiddlewareHandler } from "hono";
import type { Entered } from "./entrance.ts";
import { letStylesIn } from "./security-headers.ts";

/** What stands in the page where each answer has a nonce of its own; `apps/web/vite.config.ts` has it too. */
const NONCE = "__TURNBOLT_NONCE__";

/** Where the dashboard's build may be: beside the bundle, or in the checkout. */
const PLACES = ["web", "../../web/dist", "../../../web/dist"];

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

interface File {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer> | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** The files of the dashboard, read once: nobody waits for a disk, and a build under way changes nothing that is served. */
export interface Dashboard {
  readonly page: string;
  /** By their path, as `/assets/index-3f2a.js`. */
  readonly files: ReadonlyMap<string, File>;
}

/** Reads the dashboard; `null` where it has not been built. */
export function openDashboard(
  places = PLACES.map((place) => join(import.meta.dirname, place)),
): Dashboard | null {
  const folder = places.find((place) => existsSync(join(place, "index.html")));
  if (folder === undefined) return null;
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
    .map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map((path): [string, File] => {
    const name = path.slice(folder.length).replaceAll(sep, "/");
    return [name, fileAt(path, name)];
  });
  return { page: readFileSync(join(folder, "index.html"), "utf8"), files: new Map(files) };
}

/**
 * Serves the dashboard: its files by their names, and its page to whoever wants one, since it knows itself which paths it
 * has. What is no page goes on to the doors of the API.
 */
export function dashboard({ page, files }: Dashboard): MiddlewareHandler<Entered> {
  return async (context, next) => {
    const { req, env } = context;
    if (req.method !== "GET" && req.method !== "HEAD") return await next();
    const file = files.get(req.path);
    if (file) return answerWith(file, req.header("accept-encoding"));
    if (!isPage(req.path, req.header("accept"))) return await next();
    const nonce = randomBytes(16).toString("base64");
    letStylesIn(env.outgoing, nonce);
    return new Response(page.replaceAll(NONCE, nonce), {
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  };
}

const isPage = (path: string, accept = ""): boolean =>
  accept.includes("text/html") && !/^\/(api|trpc|assets)(\/|$)/.test(path);

function answerWith({ plain, gzip, headers }: File, accepted = ""): Response {
  if (!gzip || !/\bgzip\b/.test(accepted)) return new Response(plain, { headers });
  return new Response(gzip, { headers: { ...headers, "content-encoding": "gzip" } });
}

function fileAt(path: string, name: string): File {
  const gzip = existsSync(`${path}.gz`) ? new Uint8Array(readFileSync(`${path}.gz`)) : null;
  // Under `/assets` a name has the digest of its content.
  const caching = name.startsWith("/assets/")
    ? "public, max-age=31536000, immutable"
    : "public, max-age=3600";
  return {
    plain: new Uint8Array(readFileSync(path)),
    gzip,
    headers: {
      "content-type": TYPES[extname(name)] ?? "application/octet-stream",
      "cache-control": caching,
      ...(gzip ? { vary: "accept-encoding" } : {}),
    },
  };
}

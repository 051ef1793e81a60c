import { createHash, timingSafeEqual } from "node:crypto";
import type { ApiStore, Author } from "@turnbolt/api";
import { bearerOf, type Recogniser } from "./auth.ts";

/** Writes an audit row durably. */
export type WriteAudit = ApiStore["audit"];

/**
 * Knows the root token. The comparison takes as long for every wrong one. Its use is audited before anything is done with
 * it: once a minute for each address, and beside that every change and every read of a value has its own row as everybody's.
 */
export function rootTokenRecogniser(
  value: string,
  audit: WriteAudit,
  now: () => number = () => performance.now(),
): Recogniser {
  const expected = digest(value);
  const noted = onceIn(60_000, now);
  return async (request, from) => {
    const token = bearerOf(request);
    if (token === null || !timingSafeEqual(digest(token), expected)) return null;
    const actor = { ...ROOT, ...from };
    await noted(from.address ?? "", () => audit(USED, actor satisfies Author));
    return actor;
  };
}

const ROOT = { kind: "root", id: "root-token", name: "root token", isAdmin: true, roles: new Map() } as const;
const USED = { kind: "root-token.used", message: "the root token was used" };

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Does something at most once in a while for each key; who comes while it is under way waits for it. What failed is done again. */
function onceIn(whileMs: number, now: () => number) {
  const done = new Map<string, { readonly at: number; readonly work: Promise<unknown> }>();
  return async (key: string, work: () => Promise<unknown>): Promise<void> => {
    const last = done.get(key);
    if (last && now() - last.at < whileMs) return void (await last.work);
    for (const [old, { at }] of done) if (now() - at >= whileMs) done.delete(old);
    const entry = { at: now(), work: work() };
    done.set(key, entry);
    try {
      await entry.work;
    } catch (error) {
      if (done.get(key) === entry) done.delete(key);
      throw error;
    }
  };
}

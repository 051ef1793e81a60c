import * as z from "zod";
import type { AuditPosition } from "./store.ts";

/** Where a page ended, and which reading it belongs to. */
export interface AuditCursor {
  readonly position: AuditPosition;
  /** The number of the reader's own row. */
  readonly reading: number;
}

const written = z.tuple([z.int(), z.int(), z.int()]);

export function cursorOf({ position: { at, id }, reading }: AuditCursor): string {
  const parts = [at.getTime(), id, reading] satisfies z.output<typeof written>;
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** `null` for a text that is no cursor of ours. */
export function readCursor(text: string): AuditCursor | null {
  try {
    const [at, id, reading] = written.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    const position = { at: new Date(at), id };
    return Number.isNaN(position.at.getTime()) ? null : { position, reading };
  } catch {
    return null;
  }
}

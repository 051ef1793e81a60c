import { CipherError } from "../cipher-error.ts";
import type { StoreCipher } from "../create-cipher.ts";
import type { Database } from "../database.ts";
import { guarded } from "../errors.ts";
import * as broken from "./broken-place.ts";
import { newestSeal, readRows, readSeals, sequenceBehind } from "./read-chain.ts";
import { PURPOSE } from "./seal-audit.ts";
import {
  type AuditHead,
  digestOf,
  FORMAT,
  headOf,
  type Seal,
  START,
  sealedRows,
  sealsAt,
} from "./seal-format.ts";

/** What a walk along the whole chain came to. */
export interface AuditVerification {
  /** How many of them are as they were. */
  readonly seals: number;
  readonly rows: number;
  /** The last seal that is right. */
  readonly head: AuditHead | null;
  readonly broken: broken.BrokenPlace | null;
}

export interface VerifyOptions {
  /** Heads that were noted: the chain must go through each of them. */
  readonly noted?: readonly AuditHead[];
  /** Told now and then, and its answer waited for. */
  readonly onProgress?: (progress: VerifyProgress) => Promise<void>;
}

export interface VerifyProgress {
  readonly total: number;
  readonly seals: number;
  readonly rows: number;
}

type Cipher = Pick<StoreCipher, "deriveNamed" | "refresh">;
type Rows = LookingAhead<broken.FoundRow & { readonly text: string }>;

/**
 * Walks along the chain as it is now, seal by seal and row by row, up to the first broken place. Needs the memory of
 * some hundred rows, whatever there is, and holds nobody up.
 */
export function verifyAudit(
  database: Database,
  cipher: Cipher,
  { noted = [], onProgress = async () => {} }: VerifyOptions = {},
): Promise<AuditVerification> {
  return guarded(async () => {
    const end = await newestSeal(database);
    const total = end?.sequence ?? 0;
    const rows = lookingAhead(readRows(database));
    const keyOf = keysBy(cipher);
    let head: Pick<Seal, "sequence" | "last" | "seal"> = START;
    let seen = 0;
    const result = (place: broken.BrokenPlace | null): AuditVerification => ({
      ...{ seals: head.sequence, rows: seen, broken: place },
      head: head === START ? null : headOf(head),
    });
    await onProgress({ total, seals: 0, rows: 0 });
    for await (const seal of readSeals(database, total)) {
      const wrong = (await wrongSeal(database, seal, { head, total, keyOf })) ?? (await wrongRow(seal, rows));
      if (wrong) return result(wrong);
      const other = noted.find(({ sequence }) => sequence === seal.sequence);
      if (other && other.seal !== headOf(seal).seal) return result(broken.otherChain(seal.sequence));
      head = seal;
      seen += seal.count;
      await onProgress({ total, seals: head.sequence, rows: seen });
    }
    const furthest = Math.max(0, ...noted.map(({ sequence }) => sequence));
    return result(furthest > head.sequence ? broken.cutOff(head.sequence, furthest) : null);
  });
}

async function wrongRow(seal: Seal, rows: Rows): Promise<broken.BrokenPlace | null> {
  for (const { id, digest } of sealedRows(seal.rows)) {
    const row = await rows.peek();
    if (!row || row.id > id) return broken.rowRemoved(seal.sequence, id);
    if (row.id < id) return broken.rowAdded(seal.sequence, row);
    if (!digest.equals(digestOf(row.text))) return broken.rowChanged(seal.sequence, row);
    rows.take();
  }
  return null;
}

type KeyOf = (keyId: string) => Promise<Uint8Array | null>;

async function wrongSeal(
  database: Database,
  seal: Seal,
  {
    head,
    total,
    keyOf,
  }: { readonly head: Pick<Seal, "sequence" | "seal">; readonly total: number; readonly keyOf: KeyOf },
): Promise<broken.BrokenPlace | null> {
  const place = head.sequence + 1;
  const key = await keyOf(seal.keyId);
  if (!key) return broken.keyMissing({ sequence: place, keyId: seal.keyId });
  const at = sealsAt(key, seal);
  const isSetAs = (sequence: number) => at(sequence).equals(seal.seal);
  if (seal.sequence === place && same(seal.previous, head.seal) && isSetAs(place)) {
    if (seal.format === FORMAT) return null;
    throw new Error(`seal ${place} was set by a newer version of Turnbolt`);
  }
  const was = isSetAs(seal.sequence) ? seal.sequence : placeWhere(isSetAs, place, total);
  if (was === null) return broken.sealChanged(place);
  // The one that belongs here: is it somewhere else, or nowhere?
  const other = await sequenceBehind(database, head.seal);
  if (other !== null && other !== place) return broken.sealMoved(place, other);
  return was === place ? broken.sealChanged(place) : broken.sealsRemoved(place, was);
}

/** Places behind it that are tried for a seal which is not right where it is. */
const FURTHEST = 100_000;
/** As many seals may have been removed together with the last one. */
const BEYOND = 1_000;

function placeWhere(isSetAs: (sequence: number) => boolean, place: number, total: number): number | null {
  const until = Math.min(place + FURTHEST, Math.max(place, total) + BEYOND);
  for (let sequence = place; sequence < until; sequence++) {
    if (isSetAs(sequence)) return sequence;
  }
  return null;
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other);

function keysBy(cipher: Cipher): KeyOf {
  const known = new Map<string, Uint8Array>();
  return async (keyId) => {
    const key = known.get(keyId);
    if (key) return key;
    try {
      const { key } = await cipher.deriveNamed(PURPOSE, keyId);
      known.set(keyId, key);
      return key;
    } catch (error) {
      if (error instanceof CipherError && error.code === "unknown-key") return null;
      throw error;
    }
  };
}

/** Lets the next value be seen before it is taken. */
interface LookingAhead<T> {
  peek(): Promise<T | null>;
  take(): void;
}

function lookingAhead<T>(values: AsyncGenerator<T, void>): LookingAhead<T> {
  let next: Promise<T | null> | null = null;
  const read = async () => {
    const { value, done } = await values.next();
    return done ? null : (value as T); // only the last answer, which says `done`, has none
  };
  return {
    peek: () => {
      next ??= read();
      return next;
    },
    take: () => {
      next = null;
    },
  };
}

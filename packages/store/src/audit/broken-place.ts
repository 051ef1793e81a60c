import type { Seal } from "./seal-format.ts";

/**
 * - `row-changed`, `row-removed`, `row-added`: a row that was sealed is another one, or gone, or was not there then
 * - `seal-changed`, `seal-removed`, `seal-moved`: the same of a seal
 * - `key-missing`: a seal names a data key that is not there
 * - `cut-off`: the chain ends before a head that was noted; as after the restore of a backup
 * - `other-chain`: the chain has another seal where one was noted
 */
export type BrokenWhat =
  | "row-changed"
  | "row-removed"
  | "row-added"
  | "seal-changed"
  | "seal-removed"
  | "seal-moved"
  | "key-missing"
  | "cut-off"
  | "other-chain";

/** The first place where the audit is not what it was when it was sealed. */
export interface BrokenPlace {
  readonly what: BrokenWhat;
  /** The place in the chain. */
  readonly seal: number;
  /** The id of the row, where it is one row. */
  readonly row: number | null;
  readonly message: string;
}

/** What a row of the audit looks like to who verifies. */
export interface FoundRow {
  readonly id: number;
  readonly kind: string;
  readonly at: Date;
}

const nameOf = ({ id, kind, at }: FoundRow): string => `row ${id} (${kind}, ${at.toISOString()})`;

export const rowChanged = (seal: number, row: FoundRow): BrokenPlace => ({
  ...{ what: "row-changed", seal, row: row.id },
  message: `${nameOf(row)} was changed after seal ${seal} was set`,
});

export const rowRemoved = (seal: number, id: number): BrokenPlace => ({
  ...{ what: "row-removed", seal, row: id },
  message: `row ${id} was removed after seal ${seal} was set`,
});

export const rowAdded = (seal: number, row: FoundRow): BrokenPlace => ({
  ...{ what: "row-added", seal, row: row.id },
  message: `${nameOf(row)} was put in after seal ${seal} was set`,
});

const sealPlace = (what: BrokenWhat, seal: number, message: string): BrokenPlace => ({
  ...{ what, seal, row: null },
  message,
});

export const sealChanged = (seal: number): BrokenPlace =>
  sealPlace(
    "seal-changed",
    seal,
    `seal ${seal} was changed, or was not set with the key of this installation`,
  );

export const sealsRemoved = (first: number, next: number): BrokenPlace =>
  sealPlace(
    "seal-removed",
    first,
    next - first > 1
      ? `seals ${first} to ${next - 1} were removed: the next one that is there is ${next}`
      : `seal ${first} was removed: the next one that is there is ${next}`,
  );

export const sealMoved = (place: number, standsAt: number): BrokenPlace =>
  sealPlace("seal-moved", place, `seal ${place} was moved: it stands at ${standsAt}`);

export const keyMissing = ({ sequence, keyId }: Pick<Seal, "sequence" | "keyId">): BrokenPlace =>
  sealPlace(
    "key-missing",
    sequence,
    `seal ${sequence} names the data key ${keyId}, which is not in the database: one of them was changed or removed`,
  );

export const cutOff = (end: number, noted: number): BrokenPlace =>
  sealPlace(
    "cut-off",
    end + 1,
    `the chain ends with seal ${end}, and seal ${noted} was noted: its end was cut off, or a backup was restored`,
  );

export const otherChain = (noted: number): BrokenPlace =>
  sealPlace(
    "other-chain",
    noted,
    `seal ${noted} is not the one that was noted: the chain was cut off before it and went on otherwise, or a backup was restored`,
  );

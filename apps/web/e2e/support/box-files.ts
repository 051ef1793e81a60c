import { renameSync, writeFileSync } from "node:fs";

/** What the box does at a step: goes on, waits, refuses, or keeps something else than it was given. */
export type Told = "go" | "wait" | "refuse" | "mistake";
export type Behaviour = Readonly<Record<"issue" | "verify" | "revoke", Told>>;

/** A token as the box holds it. */
export interface Kept {
  readonly owner: string;
  readonly handle: string;
  readonly token: string;
}

/** Writes a file at once: who reads it meanwhile finds the one before or the new one, whole. */
export function replace(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value));
  renameSync(`${file}.new`, file);
}

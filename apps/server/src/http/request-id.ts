import { randomUUID } from "node:crypto";
import type { Client } from "./client-address.ts";

const VALID = /^[\w.:=+/-]{1,128}$/;

/** A new id, or the one that a proxy in front of us gave, so that its log and ours speak of the same request. */
export const requestIdOf = (given: string | undefined, { viaProxy }: Client): string =>
  viaProxy && given !== undefined && VALID.test(given) ? given : randomUUID();

import { destination, type Logger, pino } from "pino";
import type { Settings } from "./env.ts";

/** Our log: JSON lines on standard error, so that standard output stays for people. */
export function createLog(level: NonNullable<Settings["logLevel"]>): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
}

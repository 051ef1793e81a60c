import type { Change } from "./change.ts";
import type { Engine } from "./engine.ts";
import type { Work } from "./model.ts";

/** A command that the state of a rotation does not allow; the message says why and what to do. */
export class CommandRefused extends Error {
  readonly code: "conflict" | "invalid";
  /** The run in the way, if there is one. */
  readonly runId: string | null;

  constructor(code: "conflict" | "invalid", message: string, runId: string | null = null) {
    super(message);
    this.name = "CommandRefused";
    this.code = code;
    this.runId = runId;
  }
}

/** What a command makes of a locked row: a change, or `CommandRefused`. */
export type Command = (work: Work, now: Date) => Change;

/** What a command needs of the engine. */
export type Parts = Pick<Engine, "random" | "clock" | "installation" | "cron">;

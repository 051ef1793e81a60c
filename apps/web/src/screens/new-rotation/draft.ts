import { isObject, type Values } from "../../forms/json-form.ts";

/** A schedule as it is being filled in: both kinds keep what was entered. */
export interface ScheduleDraft {
  readonly kind: "interval" | "cron";
  readonly days: number | null;
  /** `HH:MM` */
  readonly time: string;
  readonly expression: string;
  readonly timeZone: string;
  readonly windowMinutes: number | null;
  readonly jitterMinutes: number | null;
}

/** A rotation that is being made. Nothing in here is sensitive: it is kept by the browser. */
export interface Draft {
  readonly version: typeof VERSION;
  /** Names the request: made twice under it, it is one rotation. */
  readonly requestKey: string;
  readonly type: string | null;
  readonly projectId: string | null;
  readonly connectionId: string | null;
  /** A connection that is being made on the way. */
  readonly newConnection: {
    readonly name: string;
    readonly method: string | null;
    readonly credentials: Values;
  } | null;
  readonly parameters: Values | null;
  /** Takes over the value that is in use, instead of replacing it. */
  readonly adopts: boolean;
  readonly schedule: ScheduleDraft;
  readonly isAutoRotationEnabled: boolean;
  /** How long the superseded one works on; `null`: until the next rotation. */
  readonly overlapHours: number | null;
  readonly name: string;
  readonly description: string;
  readonly environment: string | null;
  readonly secretPath: string;
  readonly secretsMapping: Readonly<Record<string, string>> | null;
}

/** What a browser never keeps: forms with their sensitive values, in the memory of this page alone. */
export interface Hidden {
  readonly credentials?: Values;
  readonly parameters?: Values;
  readonly current?: Values;
}

const VERSION = 1;

export const emptyDraft = (): Draft => ({
  version: VERSION,
  requestKey: crypto.randomUUID(),
  type: null,
  projectId: null,
  connectionId: null,
  newConnection: null,
  parameters: null,
  adopts: false,
  schedule: {
    kind: "interval",
    days: 30,
    time: "03:00",
    expression: "0 3 * * 1",
    timeZone: "UTC",
    windowMinutes: null,
    jitterMinutes: null,
  },
  isAutoRotationEnabled: true,
  overlapHours: null,
  name: "",
  description: "",
  environment: null,
  secretPath: "/",
  secretsMapping: null,
});

/** The draft for another kind of rotation: what has nothing to do with the kind stays. */
export const withType = (draft: Draft, type: string): Draft => ({
  ...draft,
  type,
  connectionId: null,
  newConnection: null,
  parameters: null,
  adopts: false,
  overlapHours: null,
  secretsMapping: null,
});

/** What a browser kept, or nothing when another version of this page wrote it. */
export function readDraft(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const found: unknown = JSON.parse(text);
    if (!isObject(found) || found.version !== VERSION) return null;
    return { ...emptyDraft(), ...(found as Partial<Draft>) }; // this version wrote it
  } catch {
    return null;
  }
}

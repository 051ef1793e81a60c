/** What is needed of a rotation's state to say what a deed does. */
export interface Standing {
  readonly phase: "single" | "dual" | null;
  readonly overlap: "until-next" | number;
  readonly credentials: readonly {
    readonly version: number;
    readonly state: string;
    readonly revokeAt: string | null;
  }[];
}

/** What will happen, and whether somebody was promised that it would not happen yet. */
export interface Effect {
  readonly words: string;
  /** A promised overlap ends before its time. */
  readonly breaksPromise: boolean;
}

/** What a rotation now does to which version. */
export function effectOfRotating(standing: Standing, now: number): Effect {
  const { active, superseded, next } = versionsOf(standing);
  const issues = `Issues v${next}`;
  if (active === null) return { words: `${issues} and publishes it once it logs in.`, breaksPromise: false };
  if (standing.phase === "single")
    return {
      words: `${issues} in place of v${active}, which stops working the moment the target takes the new one. Readers get v${next} once it has logged in.`,
      breaksPromise: false,
    };
  const until = superseded?.revokeAt ? Date.parse(superseded.revokeAt) : null;
  const breaksPromise = until !== null && until > now;
  const ends = superseded
    ? ` Ends v${superseded.version}${breaksPromise ? ", before the time it was promised" : ""}.`
    : "";
  return {
    words: `${issues}; v${active} works on ${overlapInWords(standing.overlap)}.${ends}`,
    breaksPromise,
  };
}

/** Which version goes when the superseded one is let go now; `null` where there is none. */
export function effectOfRetiring(standing: Standing): string | null {
  const { superseded, active } = versionsOf(standing);
  if (!superseded) return null;
  return `Revokes v${superseded.version} now. Whoever still uses it is locked out${active === null ? "" : `; v${active} works on`}.`;
}

/** What deleting does, by its two flags. */
export function effectOfDeleting(
  standing: Standing,
  names: readonly string[],
  { revokes, deletesSecrets }: { readonly revokes: boolean; readonly deletesSecrets: boolean },
): readonly string[] {
  const live = standing.credentials
    .filter(({ state }) => state === "active" || state === "superseded")
    .map(({ version }) => `v${version}`);
  const versions = inWords(live);
  return [
    "The rotation and its schedule go; its runs and its audit stay.",
    live.length === 0
      ? "Nothing is published at the target."
      : revokes
        ? `Revokes ${versions} at the target: whoever uses ${live.length === 1 ? "it" : "them"} is locked out.`
        : `${versions} ${live.length === 1 ? "goes" : "go"} on working at the target, and nobody rotates ${live.length === 1 ? "it" : "them"} any more.`,
    deletesSecrets
      ? `Deletes ${inWords(names)}: whoever reads ${names.length === 1 ? "it" : "them"} gets an error.`
      : `${inWords(names)} ${names.length === 1 ? "stays as an ordinary secret" : "stay as ordinary secrets"} with the last value.`,
  ];
}

/** How long a superseded credential works on. */
export const overlapInWords = (overlap: "until-next" | number): string =>
  overlap === "until-next" ? "until the run after this one" : `for ${overlap} h`;

/** "v1", "v1 and v2", "v1, v2 and v3". */
export function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? "nothing";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** With a capital at its beginning. */
export const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

function versionsOf({ credentials }: Standing) {
  return {
    active: credentials.find(({ state }) => state === "active")?.version ?? null,
    superseded: credentials.find(({ state }) => state === "superseded") ?? null,
    next: Math.max(0, ...credentials.map(({ version }) => version)) + 1,
  };
}

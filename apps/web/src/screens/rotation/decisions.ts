import { inWords } from "./effects.ts";
import type { Attention, Decision } from "./rotation.ts";

/** A decision as a button says it, and what it does. */
export interface Deciding {
  readonly decision: Decision | undefined;
  readonly action: string;
  readonly effect: string;
  readonly isDangerous: boolean;
}

type Asked = Pick<Attention, "code" | "handles" | "decisions">;

/** What can be decided when a rotation waits for a person; without a choice, that it goes on. */
export const decisionsOf = (attention: Asked): readonly Deciding[] =>
  attention.decisions.length === 0
    ? [
        {
          decision: undefined,
          action: "Release",
          effect:
            "The rotation goes on where it stopped. Where nothing has changed at the target, it stops again.",
          isDangerous: false,
        },
      ]
    : attention.decisions.map((decision) => OF[decision](attention));

const OF: Readonly<Record<Decision, (attention: Asked) => Deciding>> = {
  retry: ({ code, handles }) => retrying(code, inWords(handles)),
  "keep-old": () => ({
    decision: "keep-old",
    action: "Keep the old one",
    effect: "The new credential is given up; readers go on getting the one that is published.",
    isDangerous: false,
  }),
  "take-new": () => ({
    decision: "take-new",
    action: "Publish the new one",
    effect: "Publishes the new credential although it was not seen to log in. Readers get it at once.",
    isDangerous: true,
  }),
  "not-ours": ({ handles }) => ({
    decision: "not-ours",
    action: "It is not ours",
    effect: `${inWords(handles)} is left alone at the target, and a new credential is issued beside it.`,
    isDangerous: false,
  }),
};

function retrying(code: string, handles: string): Deciding {
  const [action, effect, isDangerous = false] = RETRIES[code]?.(handles) ?? [
    "Try again",
    "The step that stopped is tried again.",
  ];
  return { decision: "retry", action, effect, isDangerous };
}

const RETRIES: Readonly<Record<string, (handles: string) => readonly [string, string, boolean?]>> = {
  "credential-unknown": (handles) => [
    `Revoke ${handles}`,
    `Revokes ${handles} at the target: whoever uses it is locked out. Then a new credential is issued.`,
    true,
  ],
  "old-credential-dead": () => [
    "Issue a new value",
    "The value in question is given up and a new one is issued in its place.",
  ],
  "revoke-refused": () => ["Revoke again", "The target is asked again to revoke it."],
  "active-refused": () => [
    "Reconcile",
    "Looks at the target and repairs what is out of step; a new credential may be issued.",
  ],
  "answer-unreadable": () => [
    "Read it again",
    "The answer that was kept is read again by the plugin as it is now.",
  ],
};

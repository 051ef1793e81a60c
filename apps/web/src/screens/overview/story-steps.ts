import type { FollowedRun } from "@turnbolt/client";

export interface StoryStep {
  readonly key: string;
  readonly title: string;
  readonly explanation: string;
  readonly state: "done" | "failed" | "underway";
  /** How long it took; `null` while it goes on. */
  readonly ms: number | null;
}

type Words = readonly [title: string, explanation: string];

const WORDS: Readonly<Record<string, Words>> = {
  list: ["Look", "Which credentials does the target have now?"],
  retire: ["Make room", "The one before the published one goes, as announced."],
  issue: ["Issue", "A new credential is made at the target. What is published works on."],
  read: ["Read", "The new credential is fetched from the target."],
  verify: ["Verify", "The new credential logs in, from here to there, for real."],
  promote: ["Promote", "From now on, whoever reads the secret gets the new credential."],
  revoke: ["Revoke", "A credential whose time is over is refused by the target from now on."],
};

/** A run of an older version may have steps that nobody knows any more. */
const wordsFor = (name: string): Words => WORDS[name] ?? [name, ""];

/** A run told to somebody who sees one for the first time: what has happened, and what is happening. */
export function storySteps({ steps, currentStep, ended }: FollowedRun): readonly StoryStep[] {
  const told = steps.map(({ name, attempt, startedAt, endedAt, outcome, message }): StoryStep => {
    const isDone = outcome === "ok";
    return {
      key: `${name} ${attempt} ${startedAt}`,
      title: wordsFor(name)[0],
      explanation: isDone ? wordsFor(name)[1] : (message ?? outcome),
      state: isDone ? "done" : "failed",
      ms: Date.parse(endedAt) - Date.parse(startedAt),
    };
  });
  if (ended || !currentStep) return told;
  const [title, explanation] = wordsFor(currentStep.name);
  const key = `${currentStep.name} ${currentStep.attempt} ${currentStep.startedAt}`;
  return [...told, { key, title, explanation, state: "underway", ms: null }];
}

import { Progress } from "@mantine/core";
import { FailureCard } from "../../parts/failure-card.tsx";
import { Status, type StatusProps } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import { nextStep, outcomeWords, rightUntil, type Verification } from "./seal-words.ts";

/** What came of the last look, or how far it is. */
export function Outcome({ verification }: { readonly verification: Verification }) {
  const { state, broken, endedAt, startedAt, seals, total } = verification;
  const words = outcomeWords(verification);
  return (
    <>
      {state === "broken" && broken ? (
        <FailureCard cause={words} remote={rightUntil(verification)} next={nextStep(broken.what)} />
      ) : (
        <p>
          <Status {...STATES[state]} /> {words}
        </p>
      )}
      {state === "running" && (
        <Progress.Root size="lg">
          <Progress.Section value={(100 * seals) / Math.max(1, total)} aria-label="Seals looked at" />
        </Progress.Root>
      )}
      <p>
        Looked at <When at={endedAt ?? startedAt} />.
      </p>
    </>
  );
}

const STATES: Readonly<Record<Verification["state"], StatusProps>> = {
  running: { tone: "busy", label: "Looking" },
  whole: { tone: "good", label: "Whole" },
  broken: { tone: "bad", label: "Broken" },
  abandoned: { tone: "warn", label: "Not finished" },
};

import { FailureCard } from "../../parts/failure-card.tsx";
import { Marked } from "./marked.tsx";
import type { Run } from "./run.ts";
import classes from "./run-verdict.module.css";

export interface RunVerdictProps {
  readonly run: Run;
  readonly remote: string;
  readonly next: string | null;
}

/** Why it failed or waits, and how the target stands. */
export function RunVerdict({ run, remote, next }: RunVerdictProps) {
  const hint = hintOf(run);
  if (run.state === "failed" || next !== null)
    return (
      <FailureCard
        cause={<Marked text={run.cause ?? run.message ?? "The run failed."} />}
        remote={remote}
        next={next}
      >
        {hint !== null && (
          <p>
            The plugin says: <Marked text={hint} />
          </p>
        )}
      </FailureCard>
    );
  return (
    <p className={classes.remote} role="status">
      {remote}
      {!run.ended && run.message && (
        <>
          {" "}
          <Marked text={run.message} />
        </>
      )}
    </p>
  );
}

/** What the plugin said at the last step that did not go well, where the cause does not say it already. */
function hintOf({ steps, cause, message }: Run): string | null {
  const said =
    steps.findLast(({ outcome, message: words }) => outcome !== "ok" && words !== null)?.message ?? null;
  return said !== null && !(cause ?? message ?? "").includes(said) ? said : null;
}

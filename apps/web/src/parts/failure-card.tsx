import { Button } from "@mantine/core";
import { factsOf } from "@turnbolt/client";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import classes from "./failure-card.module.css";
import { RunLink } from "./run-link.tsx";

export interface FailureCardProps {
  /** Why, in plain words. */
  readonly cause: ReactNode;
  /** How the other side stands: whether the old credential still works. */
  readonly remote?: ReactNode;
  /** What to do now. */
  readonly next?: ReactNode;
  readonly action?: { readonly label: string; readonly act: () => void };
  readonly children?: ReactNode;
}

/** A failure: its cause, how the target stands, and the next step. */
export function FailureCard({ cause, remote, next, action, children }: FailureCardProps) {
  return (
    <div role="alert" className={classes.card}>
      <CircleAlert size={18} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.cause}>{cause}</p>
        {remote && <p>{remote}</p>}
        {next && <p>{next}</p>}
        {children}
        {action && (
          <Button size="xs" variant="default" onClick={action.act}>
            {action.label}
          </Button>
        )}
      </div>
    </div>
  );
}

export interface FailureOfProps {
  readonly error: unknown;
  /** What to do now, where the error does not say it. */
  readonly next?: ReactNode;
  readonly retry?: () => void;
}

/** What a call was refused with, or the connection that was lost. */
export function FailureOf({ error, next, retry }: FailureOfProps) {
  const facts = factsOf(error);
  const action = retry && { label: "Try again", act: retry };
  if (!facts)
    return (
      <FailureCard
        cause="The server did not answer."
        remote="Whether it had got the request is not known."
        next={
          next ??
          "It is asked again as soon as it is back. Look at how things stand before you repeat a change."
        }
        action={action}
      />
    );
  return (
    <FailureCard cause={wordsOf(error)} next={next} action={action}>
      {facts.missing && facts.missing.length > 0 && <p>Missing permissions: {facts.missing.join(", ")}</p>}
      {facts.runId && (
        <p>
          <RunLink id={facts.runId}>Open the run</RunLink>
        </p>
      )}
    </FailureCard>
  );
}

/** What a refusal says; a list of what is wrong with the input where it has one. */
export function wordsOf(error: unknown): string {
  const issues = factsOf(error)?.issues ?? [];
  if (issues.length > 0) return issues.map(({ message }) => message).join(" ");
  return error instanceof Error ? error.message : "Something went wrong.";
}

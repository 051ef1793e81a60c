import type { ErrorComponentProps } from "@tanstack/react-router";
import { FailureCard } from "../parts/failure-card.tsx";

/** What is shown in place of a screen that could not be drawn. */
export function ScreenFailure({ reset }: ErrorComponentProps) {
  return (
    <FailureCard
      cause="This page could not be shown."
      remote="Nothing was changed by that."
      next="Try again. When it comes back, load the page anew: the server may have been upgraded meanwhile."
      action={{ label: "Try again", act: reset }}
    />
  );
}

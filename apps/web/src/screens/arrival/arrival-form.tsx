import { Button, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureCard } from "../../parts/failure-card.tsx";
import type { useArrival } from "./use-arrival.ts";

export interface ArrivalFormProps {
  readonly arrival: ReturnType<typeof useArrival>;
  readonly action: string;
  /** What helps when it is refused. */
  readonly next: string;
  readonly children: ReactNode;
}

/** The form of somebody who arrives; what they typed stays when it is refused. */
export function ArrivalForm({ arrival, action, next, children }: ArrivalFormProps) {
  const { failure, isBusy, submit } = arrival;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Stack gap="sm">
        {failure.cause && <FailureCard cause={failure.cause} next={next} />}
        {children}
        <Button type="submit" loading={isBusy} fullWidth>
          {action}
        </Button>
      </Stack>
    </form>
  );
}

/** In place of the form, where the address has no token. */
export const NoToken = ({ next }: { readonly next: string }) => (
  <FailureCard cause="This page needs the whole link, with everything behind its #." next={next} />
);

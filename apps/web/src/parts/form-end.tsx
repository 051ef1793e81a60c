import { Button, Group } from "@mantine/core";
import { FailureOf } from "./failure-card.tsx";

export interface FormEndProps {
  /** What the form does, on its button. */
  readonly action: string;
  readonly isBusy: boolean;
  /** Why it did not; `null`: nothing went wrong. */
  readonly error: Error | null;
  readonly onCancel: () => void;
}

/** The end of a form: why it failed, the button that does it, and the way out. */
export function FormEnd({ action, isBusy, error, onCancel }: FormEndProps) {
  return (
    <>
      {error && <FailureOf error={error} />}
      <Group>
        <Button type="submit" loading={isBusy}>
          {action}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </>
  );
}

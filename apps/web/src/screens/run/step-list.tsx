import { Table, UnstyledButton } from "@mantine/core";
import { Status, type Tone } from "../../parts/status.tsx";
import { duration } from "../../parts/time.ts";
import { Marked } from "./marked.tsx";
import classes from "./step-list.module.css";
import { outcomeInWords, type ShownStep } from "./steps.ts";

const TONES: Readonly<Record<string, Tone>> = {
  ok: "good",
  refused: "bad",
  failed: "bad",
  unknown: "warn",
  waiting: "warn",
  running: "busy",
};

export interface StepListProps {
  readonly steps: readonly ShownStep[];
  readonly selected: number | null;
  readonly select: (index: number) => void;
}

/** The steps as a list: what the waterfall shows, in words. */
export function StepList({ steps, selected, select }: StepListProps) {
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table aria-label="Steps">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th>Result</Table.Th>
            <Table.Th>Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step, index) => (
            // Steps are only ever added at the end.
            <Table.Tr key={index} className={classes.row} data-selected={index === selected || undefined}>
              <Table.Td>
                <UnstyledButton
                  className={classes.name}
                  aria-pressed={index === selected}
                  onClick={() => select(index)}
                >
                  {step.name}
                  {step.attempt > 1 && ` (try ${step.attempt})`}
                </UnstyledButton>
              </Table.Td>
              <Table.Td>
                <Status tone={TONES[step.outcome] ?? "idle"} label={outcomeInWords(step.outcome)} />
              </Table.Td>
              <Table.Td>
                {step.endedAt
                  ? duration(Date.parse(step.endedAt) - Date.parse(step.startedAt))
                  : progressOf(step)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function progressOf({ progress }: ShownStep): string {
  if (!progress) return "under way";
  return progress.total === null ? `${progress.done} done` : `${progress.done} of ${progress.total}`;
}

/** What a step said, with what was struck from it marked. */
export function StepLog({ step }: { readonly step: ShownStep }) {
  return (
    <dl className={classes.log} aria-label={`Log of ${step.name}, try ${step.attempt}`}>
      <dt>Began</dt>
      <dd>{clockOf(step.startedAt)}</dd>
      <dt>Ended</dt>
      <dd>{step.endedAt ? clockOf(step.endedAt) : "not yet"}</dd>
      <dt>Result</dt>
      <dd>{outcomeInWords(step.outcome)}</dd>
      <dt>Said</dt>
      <dd>{step.message ? <Marked text={step.message} /> : "nothing"}</dd>
    </dl>
  );
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "medium",
});

const clockOf = (at: string): string =>
  `${CLOCK.format(new Date(at))}.${String(new Date(at).getMilliseconds()).padStart(3, "0")}`;

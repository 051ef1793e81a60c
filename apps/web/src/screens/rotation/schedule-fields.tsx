import { NumberInput, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useMemo } from "react";
import type { ScheduleDraft } from "../new-rotation/draft.ts";
import { scheduleProblems } from "../new-rotation/schedule.ts";

export interface ScheduleFieldsProps {
  readonly schedule: ScheduleDraft;
  readonly onChange: (schedule: ScheduleDraft) => void;
  /** What the server says of the cron expression. */
  readonly refusal?: string | undefined;
}

/** When a rotation is due. */
export function ScheduleFields({ schedule, onChange, refusal }: ScheduleFieldsProps) {
  const problems = scheduleProblems(schedule);
  const zones = useMemo(() => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])], []);
  const set = (part: Partial<ScheduleDraft>) => onChange({ ...schedule, ...part });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Kind of schedule"
        value={schedule.kind}
        onChange={(kind) => set({ kind: kind === "cron" ? "cron" : "interval" })}
        data={[
          { value: "interval", label: "Every so many days" },
          { value: "cron", label: "Cron expression" },
        ]}
      />
      {schedule.kind === "cron" ? (
        <TextInput
          label="Cron expression"
          value={schedule.expression}
          onChange={({ currentTarget }) => set({ expression: currentTarget.value })}
          error={problems.expression ?? refusal}
        />
      ) : (
        <>
          <NumberInput
            label="Days from one rotation to the next"
            allowDecimal={false}
            clampBehavior="none"
            value={schedule.days ?? ""}
            onChange={(days) => set({ days: typeof days === "number" ? days : null })}
            error={problems.days}
          />
          <TextInput
            label="At"
            type="time"
            value={schedule.time}
            onChange={({ currentTarget }) => set({ time: currentTarget.value })}
            error={problems.time}
          />
        </>
      )}
      <Select
        label="Time zone"
        searchable
        allowDeselect={false}
        limit={200}
        data={zones}
        value={schedule.timeZone}
        onChange={(timeZone) => set({ timeZone: timeZone ?? "UTC" })}
      />
    </Stack>
  );
}

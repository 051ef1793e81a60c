import {
  Checkbox,
  NumberInput,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMemo, useState } from "react";
import { Section } from "../../parts/section.tsx";
import type { ScheduleDraft } from "./draft.ts";
import { effectOf } from "./effect-words.ts";
import { EffectNote } from "./existing-part.tsx";
import classes from "./new-rotation.module.css";
import { NextDates } from "./next-dates.tsx";
import { scheduleOf, scheduleProblems } from "./schedule.ts";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

/** When it rotates by itself, and how long the one before works on. */
export function ScheduleStep() {
  const { draft, change, provider, goTo } = useChosen();
  const { schedule, isAutoRotationEnabled } = draft;
  const [isTried, setTried] = useState(false);
  const problems = isTried ? scheduleProblems(schedule) : {};
  const set = (part: Partial<ScheduleDraft>) => change({ schedule: { ...schedule, ...part } });
  const { later, advice } = effectOf(provider, draft.adopts);
  const submit = () => {
    setTried(true);
    if (scheduleOf(schedule)) goTo("mapping");
  };
  return (
    <Section title="When does it rotate?">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <Stack gap="md" className={classes.form}>
          <SegmentedControl
            aria-label="Kind of schedule"
            data={[
              { value: "interval", label: "Every so many days" },
              { value: "cron", label: "Cron expression" },
            ]}
            value={schedule.kind}
            onChange={(kind) => set({ kind: kind === "cron" ? "cron" : "interval" })}
          />
          {schedule.kind === "interval" ? (
            <Interval schedule={schedule} set={set} problems={problems} />
          ) : (
            <TextInput
              label="Cron expression"
              description="Minute, hour, day of the month, month, day of the week."
              required
              value={schedule.expression}
              onChange={({ currentTarget }) => set({ expression: currentTarget.value })}
              error={problems.expression}
              spellCheck={false}
              autoComplete="off"
            />
          )}
          <Zone zone={schedule.timeZone} onChange={(timeZone) => set({ timeZone })} />
          <Checkbox
            label="Rotate by itself at these dates"
            description="Switched off, it rotates when somebody presses the button."
            checked={isAutoRotationEnabled}
            onChange={({ currentTarget }) => change({ isAutoRotationEnabled: currentTarget.checked })}
          />
          {provider.phase === "dual" && <Overlap />}
          <Spread schedule={schedule} set={set} />
          <NextDates />
          <EffectNote isHard={advice !== null}>
            {later} {advice}
          </EffectNote>
          <StepButtons step="schedule" />
        </Stack>
      </form>
    </Section>
  );
}

interface PartProps {
  readonly schedule: ScheduleDraft;
  readonly set: (part: Partial<ScheduleDraft>) => void;
  readonly problems?: Partial<Record<keyof ScheduleDraft, string>>;
}

function Interval({ schedule, set, problems }: PartProps) {
  return (
    <div className={classes.pair}>
      <NumberInput
        label="Days from one rotation to the next"
        required
        allowDecimal={false}
        clampBehavior="none"
        value={schedule.days ?? ""}
        onChange={(days) => set({ days: typeof days === "number" ? days : null })}
        error={problems?.days}
      />
      <TextInput
        label="At"
        type="time"
        required
        value={schedule.time}
        onChange={({ currentTarget }) => set({ time: currentTarget.value })}
        error={problems?.time}
      />
    </div>
  );
}

function Zone({ zone, onChange }: { readonly zone: string; readonly onChange: (zone: string) => void }) {
  const zones = useMemo(() => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])], []);
  return (
    <Select
      label="Time zone"
      searchable
      allowDeselect={false}
      limit={200}
      data={zones}
      value={zone}
      onChange={(value) => onChange(value ?? "UTC")}
    />
  );
}

function Overlap() {
  const { draft, change } = useChosen();
  const { overlapHours } = draft;
  return (
    <Stack gap="xs">
      <Radio.Group
        label="How long the one before works on"
        value={overlapHours === null ? "until-next" : "hours"}
        onChange={(value) => change({ overlapHours: value === "hours" ? 24 : null })}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="until-next" label="Until the next rotation" />
          <Radio value="hours" label="For some hours" />
        </Stack>
      </Radio.Group>
      {overlapHours !== null && (
        <NumberInput
          aria-label="Hours that the one before works on"
          suffix=" h"
          min={0.1}
          max={87_600}
          value={overlapHours}
          onChange={(hours) => change({ overlapHours: typeof hours === "number" && hours > 0 ? hours : 24 })}
          className={classes.number}
        />
      )}
    </Stack>
  );
}

function Spread({ schedule, set }: PartProps) {
  const minutes = (value: string | number) => (typeof value === "number" ? value : null);
  return (
    <details>
      <summary className={classes.summary}>Window and spread</summary>
      <Stack gap="sm" mt="sm">
        <NumberInput
          label="Window"
          description="How many minutes after its date a start may still begin; later, it waits for the next date."
          suffix=" min"
          min={1}
          max={1440}
          allowDecimal={false}
          value={schedule.windowMinutes ?? ""}
          onChange={(value) => set({ windowMinutes: minutes(value) })}
        />
        <NumberInput
          label="Spread"
          description="Each start comes later by a random part of so many minutes."
          suffix=" min"
          min={0}
          max={1440}
          allowDecimal={false}
          value={schedule.jitterMinutes ?? ""}
          onChange={(value) => set({ jitterMinutes: minutes(value) })}
        />
        <Text size="xs" c="dimmed">
          Both are useful where many rotations share a target.
        </Text>
      </Stack>
    </details>
  );
}

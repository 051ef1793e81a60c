import { Button, Checkbox, Group, NumberInput, Stack, TextInput } from "@mantine/core";
import { factsOf } from "@turnbolt/client";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { changeOf, settingsOf } from "./edit.ts";
import type { Rotation, State } from "./rotation.ts";
import { ScheduleFields } from "./schedule-fields.tsx";

export interface EditSettingsProps {
  readonly rotation: Rotation;
  readonly state: State;
  /** Called when it is saved, and when nothing is to be changed after all. */
  readonly close: () => Promise<void>;
}

/** Changes what may change of a rotation; what it rotates, through what and where stays the same. */
export function EditSettings({ rotation, state, close }: EditSettingsProps) {
  const [before] = useState(() => settingsOf(rotation, state));
  const [settings, setSettings] = useState(before);
  const [error, setError] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const change = changeOf(before, settings);
  const set = (part: Partial<typeof settings>) => setSettings({ ...settings, ...part });
  const refusals = factsOf(error)?.issues ?? [];
  const refusalOf = (...path: string[]) =>
    refusals.find((issue) => issue.path.join(".") === path.join("."))?.message;
  const save = async () => {
    if (!change) return;
    setPending(true);
    try {
      await trpc.rotations.update.mutate({ rotationId: rotation.id, ...change });
      tell("good", "The configuration is saved.");
      await close();
    } catch (refused) {
      setError(refused);
      setPending(false);
    }
  };
  return (
    <form
      aria-label="Change the configuration"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          value={settings.name}
          maxLength={64}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
          error={refusalOf("name")}
        />
        <TextInput
          label="Description"
          value={settings.description}
          maxLength={256}
          onChange={({ currentTarget }) => set({ description: currentTarget.value })}
          error={refusalOf("description")}
        />
        <ScheduleFields
          schedule={settings.schedule}
          onChange={(schedule) => set({ schedule })}
          refusal={refusalOf("schedule", "expression") ?? refusalOf("schedule")}
        />
        {state.phase === "dual" && (
          <NumberInput
            label="Hours that a superseded one works on"
            description="Empty: until the run after the next one."
            min={0.1}
            max={87_600}
            value={settings.overlapHours ?? ""}
            onChange={(hours) => set({ overlapHours: typeof hours === "number" ? hours : null })}
            error={refusalOf("overlap")}
          />
        )}
        <NumberInput
          label="Seconds until a new one that is refused is given up"
          description="Empty: as the plugin says."
          min={1}
          max={86_400}
          allowDecimal={false}
          value={settings.verifyTimeoutSeconds ?? ""}
          onChange={(seconds) => set({ verifyTimeoutSeconds: typeof seconds === "number" ? seconds : null })}
          error={refusalOf("verifyTimeoutSeconds")}
        />
        <Checkbox
          label="Remove strangers that are in the way"
          description="Only where nobody else makes credentials there."
          checked={settings.strangers === "replace"}
          onChange={({ currentTarget }) => set({ strangers: currentTarget.checked ? "replace" : "keep" })}
        />
        {Object.entries(settings.secretsMapping).map(([field, name]) => (
          <TextInput
            key={field}
            label={`Secret of ${field}`}
            value={name}
            onChange={({ currentTarget }) =>
              set({ secretsMapping: { ...settings.secretsMapping, [field]: currentTarget.value } })
            }
            error={refusalOf("secretsMapping", field)}
          />
        ))}
        {error !== null && <FailureOf error={error} />}
        <Group gap="xs">
          <Button
            type="submit"
            size="xs"
            loading={isPending}
            disabled={change === null || Object.keys(change).length === 0}
          >
            Save
          </Button>
          <Button size="xs" variant="default" onClick={() => void close()}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

import { Button, Checkbox, Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { errorsOf, isAllPlaced } from "./channel-errors.ts";
import { ALL_EVENTS, type ChannelValues, EVENTS, environmentsFor, type ToldEvent } from "./channel-values.ts";
import { Destination } from "./destination.tsx";
import classes from "./settings.module.css";

export interface ChannelFormProps {
  readonly values: ChannelValues;
  readonly onChange: (values: ChannelValues) => void;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly submitLabel: string;
  readonly projects: readonly Project[];
  /** Whether there are secrets that stay where their fields are left empty. */
  readonly isKept?: boolean;
  /** What only a new channel can choose. */
  readonly children?: ReactNode;
}

/** Where a channel leads to, and what it is told; what was typed stays when it is refused. */
export function ChannelForm(props: ChannelFormProps) {
  const { values, onChange, onSubmit, onClose, error, isPending, submitLabel, isKept = false } = props;
  const errors = errorsOf(error);
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Stack className={classes.form} gap="sm">
        {props.children}
        <TextInput
          label="Name"
          required
          maxLength={64}
          value={values.name}
          error={errors.name}
          onChange={({ currentTarget }) => onChange({ ...values, name: currentTarget.value })}
        />
        <Destination values={values} onChange={onChange} errors={errors} isKept={isKept} />
        <Wanted values={values} onChange={onChange} error={errors.events} projects={props.projects} />
        {error && !isAllPlaced(errors) && <FailureOf error={error} />}
        <Group gap="xs">
          <Button type="submit" loading={isPending} disabled={values.events.length === 0}>
            {submitLabel}
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WantedProps extends Pick<ChannelFormProps, "values" | "onChange" | "projects"> {
  readonly error: string | undefined;
}

/** What it is told, and of which rotations. */
function Wanted({ values, onChange, error, projects }: WantedProps) {
  const providers = useQuery(trpc.providers.list.queryOptions(undefined, { staleTime: 300_000 })).data
    ?.providers;
  const types = (providers ?? []).map(({ type, title }) => ({ value: type, label: title }));
  return (
    <>
      <Checkbox.Group
        label="What to tell"
        description="One at least."
        error={error}
        value={[...values.events]}
        onChange={(events) => onChange({ ...values, events: events as ToldEvent[] })} // the values of the boxes
      >
        <Stack gap="xs" mt="xs">
          {ALL_EVENTS.map((event) => (
            <Checkbox key={event} value={event} label={EVENTS[event]} />
          ))}
        </Stack>
      </Checkbox.Group>
      <MultiSelect
        label="Only of these types"
        placeholder={values.rotationTypes.length === 0 ? "Every type" : undefined}
        searchable
        clearable
        data={withChosen(types, values.rotationTypes)}
        value={[...values.rotationTypes]}
        onChange={(rotationTypes) => onChange({ ...values, rotationTypes })}
      />
      <MultiSelect
        label="Only of these environments"
        placeholder={values.environments.length === 0 ? "Every environment" : undefined}
        searchable
        clearable
        data={withChosen(environmentsFor(values.projectId, projects), values.environments)}
        value={[...values.environments]}
        onChange={(environments) => onChange({ ...values, environments })}
      />
    </>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What was chosen and is no more is shown all the same. */
const withChosen = (choices: readonly Choice[], chosen: readonly string[]): Choice[] => [
  ...choices,
  ...chosen
    .filter((one) => !choices.some(({ value }) => value === one))
    .map((one) => ({ value: one, label: one })),
];

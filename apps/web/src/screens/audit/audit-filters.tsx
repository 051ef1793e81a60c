import { Button, Select, TextInput } from "@mantine/core";
import type { Search } from "../../app/search-text.ts";
import type { Project } from "../../app/wire.ts";
import classes from "./audit.module.css";
import { EVERYWHERE, NOUNS, projectOf } from "./audit-query.ts";

export interface AuditFiltersProps {
  readonly search: Search;
  readonly onChange: (change: Search) => void;
  readonly projects: readonly Project[];
  /** Who may read what belongs to no project, too. */
  readonly isForAll: boolean;
  /** The project that is read unless another one is chosen. */
  readonly own: string | null;
}

/** What the audit is narrowed to; all of it stands in the URL, and goes for the exports too. */
export function AuditFilters({ search, onChange, projects, isForAll, own }: AuditFiltersProps) {
  const { kind = "" } = search;
  const kinds = Object.entries(NOUNS).map(([value, label]) => ({ value, label }));
  // One single kind is chosen by a click on it in the list.
  if (kind && !NOUNS[kind]) kinds.unshift({ value: kind, label: kind });
  const narrow = NARROW.filter(({ name }) => search[name]);
  return (
    <search className={classes.filters}>
      <Select
        aria-label="Project"
        allowDeselect={false}
        searchable
        data={[
          ...(isForAll ? [{ value: EVERYWHERE, label: "The whole installation" }] : []),
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={projectOf(search, own) ?? EVERYWHERE}
        onChange={(value) => onChange({ project: value ?? undefined })}
      />
      <Select
        aria-label="Kind"
        placeholder="Any kind"
        clearable
        searchable
        data={kinds}
        value={kind || null}
        onChange={(value) => onChange({ kind: value ?? undefined })}
      />
      {DAYS.map(({ name, label }) => (
        <TextInput
          key={name}
          type="date"
          aria-label={label}
          leftSection={<span className={classes.day}>{label}</span>}
          leftSectionWidth={52}
          value={search[name] ?? ""}
          onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
        />
      ))}
      {narrow.map(({ name, label }) => (
        <Button key={name} variant="light" size="xs" onClick={() => onChange({ [name]: undefined })}>
          {label(search[name] ?? "")} ×
        </Button>
      ))}
    </search>
  );
}

const DAYS = [
  { name: "from", label: "From" },
  { name: "until", label: "Until" },
] as const;

const NARROW: readonly { readonly name: string; readonly label: (value: string) => string }[] = [
  { name: "actor", label: (actor) => `By ${actor}` },
  { name: "rotation", label: () => "One rotation" },
  { name: "connection", label: () => "One connection" },
  { name: "secret", label: () => "One secret" },
];

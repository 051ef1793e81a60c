import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Search } from "../../app/search-text.ts";
import { trpc } from "../../app/trpc.ts";
import { SearchField } from "../../parts/search-field.tsx";
import classes from "./filters.module.css";

export interface FiltersProps {
  readonly search: Search;
  readonly onChange: (change: Search) => void;
}

const STATUSES = [
  { value: "success", label: "Works" },
  { value: "failed", label: "Failed" },
  { value: "rotating", label: "Rotating" },
  { value: "attention", label: "Needs attention" },
];

/** What the list is narrowed to; all of it stands in the URL. */
export function Filters({ search, onChange }: FiltersProps) {
  const projects =
    useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects ?? [];
  const providers =
    useQuery(trpc.providers.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY })).data
      ?.providers ?? [];
  const environments = new Map(
    projects
      .filter(({ id }) => !search.project || id === search.project)
      .flatMap((project) => project.environments.map(({ slug, name }) => [slug, name] as const)),
  );
  const pick = (name: string) => (value: string | null) => onChange({ [name]: value ?? undefined });
  return (
    <search className={classes.row}>
      <SearchField
        label="Search by name or description"
        text={search.q ?? ""}
        onChange={(q) => onChange({ q: q || undefined })}
        className={classes.search}
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        data={STATUSES}
        value={search.status ?? null}
        onChange={pick("status")}
        className={classes.pick}
      />
      <Select
        aria-label="Provider"
        placeholder="Any provider"
        clearable
        searchable
        data={providers.map(({ type, title }) => ({ value: type, label: title }))}
        value={search.type ?? null}
        onChange={pick("type")}
        className={classes.pick}
      />
      {projects.length > 1 && (
        <Select
          aria-label="Project"
          placeholder="Any project"
          clearable
          searchable
          data={projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.project ?? null}
          onChange={pick("project")}
          className={classes.pick}
        />
      )}
      <Select
        aria-label="Environment"
        placeholder="Any environment"
        clearable
        searchable
        data={[...environments].map(([value, label]) => ({ value, label }))}
        value={search.environment ?? null}
        onChange={pick("environment")}
        className={classes.pick}
      />
    </search>
  );
}

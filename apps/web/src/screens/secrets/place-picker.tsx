import { Select } from "@mantine/core";
import { Fragment } from "react";
import type { Search } from "../../app/search-text.ts";
import type { Project } from "../../app/wire.ts";
import { Link } from "../../parts/link.tsx";
import { crumbsOf, type Place } from "./place.ts";
import classes from "./secrets.module.css";

export interface PlacePickerProps {
  readonly place: Place;
  readonly projects: readonly Project[];
  readonly onChange: (change: Search) => void;
}

/** Where one is: project, environment, and the way to the folder. */
export function PlacePicker({ place, projects, onChange }: PlacePickerProps) {
  const { projectId, environment, path } = place;
  const environments = projects.find(({ id }) => id === projectId)?.environments ?? [];
  const crumbs = crumbsOf(path);
  return (
    <nav className={classes.place} aria-label="Folder">
      {projects.length > 1 && (
        <Select
          aria-label="Project"
          size="xs"
          searchable
          allowDeselect={false}
          data={projects.map(({ id, name }) => ({ value: id, label: name }))}
          value={projectId}
          onChange={(project) =>
            onChange({ project: project ?? undefined, environment: undefined, path: undefined })
          }
        />
      )}
      <Select
        aria-label="Environment"
        size="xs"
        allowDeselect={false}
        data={environments.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={environment}
        onChange={(slug) => onChange({ environment: slug ?? undefined, path: undefined })}
      />
      <span className={classes.crumbs}>
        {crumbs.map(({ name, path: to }, index) => (
          <Fragment key={to}>
            {index > 1 && <span aria-hidden>/</span>}
            <Link
              to="/secrets"
              search={{ project: projectId, environment, path: to }}
              aria-current={to === path ? "page" : undefined}
            >
              {name}
            </Link>
          </Fragment>
        ))}
      </span>
    </nav>
  );
}

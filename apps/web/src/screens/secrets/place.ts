import type { Search } from "../../app/search-text.ts";
import type { client } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";

export type Secret = Awaited<ReturnType<typeof client.secrets.list.query>>["secrets"][number];
export type Folder = Awaited<ReturnType<typeof client.folders.tree.query>>["folders"][number];

/** A folder of an environment of a project. */
export interface Place {
  readonly projectId: string;
  readonly environment: string;
  /** With a slash in front and none behind. */
  readonly path: string;
}

/** The place that the URL names; the first of each kind where it names none that there is. */
export function placeOf(search: Search, projects: readonly Project[]): Place | null {
  const project = projects.find(({ id }) => id === search.project) ?? projects[0];
  const environments = project?.environments ?? [];
  const environment = environments.find(({ slug }) => slug === search.environment) ?? environments[0];
  if (!project || !environment) return null;
  return { projectId: project.id, environment: environment.slug, path: tidy(search.path ?? "/") };
}

/** The folders on the way to a path, the first one included, the last one itself. */
export function crumbsOf(path: string): readonly { readonly name: string; readonly path: string }[] {
  const names = path.split("/").filter(Boolean);
  const ways = names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join("/")}` }));
  return [{ name: "/", path: "/" }, ...ways];
}

export const childOf = (path: string, name: string): string =>
  path === "/" ? `/${name}` : `${path}/${name}`;

/** How much there is in a folder, in words. */
export function contentWords({ secretCount, rotationCount, folderCount }: Folder): string {
  const parts = [
    count(secretCount, "secret"),
    count(rotationCount, "rotation"),
    count(folderCount, "folder"),
  ].filter(Boolean);
  return parts.join(", ") || "empty";
}

const count = (number: number, noun: string): string =>
  number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;

const tidy = (path: string): string => `/${path.split("/").filter(Boolean).join("/")}`;

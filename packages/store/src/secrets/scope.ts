import { type SQL, sql } from "drizzle-orm";
import type { FolderAt } from "./rows.ts";

const environment = sql`e.project_id = ${sql.placeholder("projectId")}::uuid and e.slug = ${sql.placeholder("environment")}`;
const path = sql.placeholder("path");

/** One folder. */
export const oneFolder: SQL = sql`${environment} and f.path = ${path}`;

/** A folder and everything below it; the operators are those of the index, which goes byte by byte. */
export const folderAndBelow: SQL = sql`${environment} and (f.path = ${path}
  or (f.path ~>=~ ${sql.placeholder("from")} and f.path ~<~ ${sql.placeholder("to")}))`;

/** The values of `oneFolder`. */
export const inFolder = ({ projectId, environment, path }: FolderAt) => ({ projectId, environment, path });

/** The values of `folderAndBelow`. */
export const inFolders = (at: FolderAt) => ({ ...inFolder(at), ...below(at.path) });

/** Where the paths below a path begin, and where they have ended: `0` comes right behind `/`. */
export function below(path: string): { readonly from: string; readonly to: string } {
  const stem = path === "/" ? "" : path;
  return { from: `${stem}/`, to: `${stem}0` };
}

import { Status } from "../../parts/status.tsx";
import classes from "./connections.module.css";

interface Permission {
  readonly permission: string;
  readonly held: boolean;
}

/** What a login may do at its target, and what it lacks, in the target's own words. */
export function Permissions({ permissions }: { readonly permissions: readonly Permission[] }) {
  if (permissions.length === 0) return <p>This target names no permissions.</p>;
  return (
    <ul className={classes.permissions}>
      {permissions.map(({ permission, held }) => (
        <li key={permission}>
          <code>{permission}</code> <Status tone={held ? "good" : "bad"} label={held ? "held" : "missing"} />
        </li>
      ))}
    </ul>
  );
}

/** In a table: how many are missing. */
export function PermissionCount({ permissions }: { readonly permissions: readonly Permission[] }) {
  const missing = permissions.filter(({ held }) => !held).map(({ permission }) => permission);
  if (missing.length > 0) return <span>missing: {missing.join(", ")}</span>;
  return <span>{permissions.length === 0 ? "none named" : `all ${permissions.length} held`}</span>;
}

import type { Action, Role, Subject } from "@turnbolt/api";

/** From the one that may the least to the one that may the most: each may what the one before it may. */
export const ROLES = ["viewer", "developer", "operator", "admin"] as const satisfies readonly Role[];

/** What a role is for, in one line. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  viewer: "sees everything but values",
  developer: "reads values, and writes the secrets that no rotation writes",
  operator: "a developer who also rotates, and decides about runs",
  admin: "may do everything in the project, and gives roles",
};

/** For a list to choose from. */
export const ROLE_CHOICES = ROLES.map((role) => ({ value: role, label: role }));

/** One thing that can be done in a project, and who may. */
export interface Permission {
  readonly words: string;
  /** The first role that may. */
  readonly from: Role;
  /** What the server asks for when it is done. */
  readonly asks: readonly (readonly [Action, Subject])[];
}

const CHANGES = ["create", "edit", "delete"] as const;
const changing = (...subjects: readonly Subject[]) =>
  subjects.flatMap((subject) => CHANGES.map((action) => [action, subject] as const));
const reading = (...subjects: readonly Subject[]) => subjects.map((subject) => ["read", subject] as const);

/** The whole of what roles differ in. */
export const PERMISSIONS: readonly Permission[] = [
  {
    words: "See rotations and their runs, connections, folders and the names of secrets",
    from: "viewer",
    asks: reading("secret-rotations", "app-connections", "projects", "environments", "folders", "secrets"),
  },
  {
    words: "See who is in the project, and what happened in it",
    from: "viewer",
    asks: reading("members", "identities", "audit-logs", "notifications"),
  },
  { words: "Read the values of secrets", from: "developer", asks: [["read-value", "secrets"]] },
  {
    words: "Make, change and delete secrets that no rotation writes",
    from: "developer",
    asks: changing("secrets"),
  },
  {
    words: "Rotate, check, reconcile, pause, resume, retry and release",
    from: "operator",
    asks: [["rotate-secrets", "secret-rotations"]],
  },
  {
    words: "Read every credential of a rotation that works",
    from: "operator",
    asks: [["read-generated-credentials", "secret-rotations"]],
  },
  {
    words: "Make, change and delete rotations and the project's connections",
    from: "admin",
    asks: changing("secret-rotations", "app-connections"),
  },
  {
    words: "Make, change and delete environments and folders, and who is told of what",
    from: "admin",
    asks: changing("environments", "folders", "notifications"),
  },
  { words: "Rename and delete the project", from: "admin", asks: changing("projects").slice(1) },
  {
    words: "Invite people, and give roles to people and machines",
    from: "admin",
    asks: changing("members", "identities"),
  },
];

export const roleMay = (role: Role, { from }: Permission): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(from);

/** What changes for who gets another role: what comes, or what goes. */
export function roleChange(
  was: Role,
  next: Role,
): { readonly isMore: boolean; readonly words: readonly string[] } {
  const isMore = ROLES.indexOf(next) > ROLES.indexOf(was);
  const [low, high] = isMore ? [was, next] : [next, was];
  const between = PERMISSIONS.filter((one) => roleMay(high, one) && !roleMay(low, one));
  return { isMore, words: between.map(({ words }) => words.charAt(0).toLowerCase() + words.slice(1)) };
}

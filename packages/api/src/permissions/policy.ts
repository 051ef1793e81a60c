import { AbilityBuilder, createMongoAbility, type MongoAbility } from "@casl/ability";

/** What can be done. Those on rotations have the names of the HTTP contract. */
export type Action =
  | "read"
  /** See the value of a secret. */
  | "read-value"
  /** See every live credential of a rotation. */
  | "read-generated-credentials"
  | "create"
  | "edit"
  | "delete"
  /** Everything that starts, stops, tries again or decides a run. */
  | "rotate-secrets";

/** What it can be done to. */
export type Subject =
  | "secret-rotations"
  | "secrets"
  | "folders"
  | "environments"
  | "projects"
  | "app-connections"
  | "members"
  | "identities"
  | "notifications"
  | "audit-logs"
  /** What belongs to no project: people, keys, settings. */
  | "instance";

/** What somebody is in a project; each may do what the one before may. */
export const roles = ["viewer", "developer", "operator", "admin"] as const;
export type Role = (typeof roles)[number];

/** The whole policy: what each role adds to the one before it. */
const additions: Readonly<Record<Role, (allow: Allow) => void>> = {
  viewer: (allow) => allow("read", "all"),
  developer: (allow) => {
    allow("read-value", "secrets");
    allow(["create", "edit", "delete"], "secrets");
  },
  operator: (allow) => allow(["rotate-secrets", "read-generated-credentials"], "secret-rotations"),
  admin: (allow) => allow("manage", "all"),
};

export type Ability = MongoAbility<[Action | "manage", Subject | "all"]>;
type Allow = AbilityBuilder<Ability>["can"];

const abilities: Readonly<Record<Role, Ability>> = {
  viewer: abilityOf("viewer"),
  developer: abilityOf("developer"),
  operator: abilityOf("operator"),
  admin: abilityOf("admin"),
};

/** What a role may do in its project; its `rules` are what the dashboard works with. */
export const abilityFor = (role: Role): Ability => abilities[role];

function abilityOf(role: Role): Ability {
  const { can, build } = new AbilityBuilder<Ability>(createMongoAbility);
  for (const one of roles.slice(0, roles.indexOf(role) + 1)) additions[one](can);
  return build();
}

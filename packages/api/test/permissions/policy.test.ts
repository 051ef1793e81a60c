import { describe, expect, it } from "vitest";
import {
  type Action,
  type Actor,
  type ApiError,
  assertMay,
  may,
  projectsWhere,
  type Role,
  roles,
} from "../../src/index.ts";

const HERE = "0a6fd1f0-0000-4000-8000-00000000000a";
const ELSEWHERE = "0a6fd1f0-0000-4000-8000-00000000000b";

const person = (role: Role | null, isAdmin = false): Actor => ({
  kind: "person",
  id: "user:1",
  name: "Ada",
  isAdmin,
  roles: new Map(role ? [[HERE, role]] : []),
  address: null,
  requestId: null,
});

describe("the policy", () => {
  it.each<[Action, Parameters<typeof may>[2], Role]>([
    ["read", "secret-rotations", "viewer"],
    ["read", "audit-logs", "viewer"],
    ["read-value", "secrets", "developer"],
    ["edit", "secrets", "developer"],
    ["rotate-secrets", "secret-rotations", "operator"],
    ["read-generated-credentials", "secret-rotations", "operator"],
    ["create", "secret-rotations", "admin"],
    ["edit", "app-connections", "admin"],
    ["delete", "folders", "admin"],
    ["create", "members", "admin"],
  ])("lets %s %s begin with the %s", (action, subject, first) => {
    const allowed = roles.filter((role) => may(person(role), action, subject, HERE));
    expect(allowed).toEqual(roles.slice(roles.indexOf(first)));
  });

  it("gives a role nothing in another project, and nothing that belongs to no project", () => {
    expect(may(person("admin"), "read", "secrets", ELSEWHERE)).toBe(false);
    expect(may(person("admin"), "read", "app-connections", null)).toBe(false);
    expect(may(person(null), "read", "secrets", HERE)).toBe(false);
  });

  it("lets the installation's admin do everything everywhere", () => {
    expect(may(person(null, true), "delete", "projects", ELSEWHERE)).toBe(true);
    expect(may(person(null, true), "edit", "instance", null)).toBe(true);
    expect(projectsWhere(person(null, true), "read", "secrets")).toBe("all");
  });

  it("says what somebody may not, in words and for programs", () => {
    const refused = () => assertMay(person("viewer"), "rotate-secrets", "secret-rotations", HERE);
    expect(refused).toThrow(`You may not rotate-secrets secret-rotations in project "${HERE}".`);
    expect(refused).toThrow(
      expect.objectContaining({
        code: "forbidden",
        facts: { details: [{ action: "rotate-secrets", subject: "secret-rotations" }] },
      }) as ApiError,
    );
  });
});

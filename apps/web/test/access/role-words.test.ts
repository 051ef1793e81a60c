import { abilityFor } from "@turnbolt/api";
import { describe, expect, it } from "vitest";
import { PERMISSIONS, ROLES, roleChange, roleMay } from "../../src/screens/access/role-words.ts";

describe("what roles may, in words", () => {
  it.each(ROLES)("is what the policy allows: %s", (role) => {
    for (const permission of PERMISSIONS)
      for (const [action, subject] of permission.asks)
        expect({ action, subject, may: roleMay(role, permission) }).toEqual({
          action,
          subject,
          may: abilityFor(role).can(action, subject),
        });
  });

  it.each(["developer", "operator"] as const)("leaves nothing out that the policy gives: %s", (role) => {
    const told = PERMISSIONS.filter((one) => roleMay(role, one)).flatMap(({ asks }) => asks);
    const given = abilityFor(role).rules.flatMap(({ action, subject }) =>
      [action].flat().flatMap((one) => [subject].flat().map((other) => [one, other])),
    );
    expect(told).toEqual(expect.arrayContaining(given.filter(([, subject]) => subject !== "all")));
  });

  it("of another role says what comes, or what goes", () => {
    expect(roleChange("viewer", "developer")).toEqual({
      isMore: true,
      words: ["read the values of secrets", "make, change and delete secrets that no rotation writes"],
    });
    expect(roleChange("operator", "developer")).toEqual({
      isMore: false,
      words: [
        "rotate, check, reconcile, pause, resume, retry and release",
        "read every credential of a rotation that works",
      ],
    });
  });
});

import { describe, expect, it } from "vitest";
import { tabOf, tabsOf } from "../../src/screens/access/access.ts";
import { invitedAs } from "../../src/screens/access/invitation-words.ts";

describe("the parts of the screen", () => {
  it("are those that the server would show", () => {
    expect(tabsOf({ may: () => true, mayAnywhere: () => true })).toEqual([
      "people",
      "machines",
      "projects",
      "roles",
    ]);
    expect(tabsOf({ may: () => false, mayAnywhere: () => true })).toEqual(["projects", "roles"]);
    expect(tabsOf({ may: () => false, mayAnywhere: () => false })).toEqual(["roles"]);
  });

  it("are opened by the URL, but for who may not see them", () => {
    expect(tabOf("machines", ["people", "machines"])).toBe("machines");
    expect(tabOf("machines", ["projects", "roles"])).toBe("projects");
    expect(tabOf(undefined, ["projects", "roles"])).toBe("projects");
  });
});

describe("an invitation", () => {
  it("says what somebody will be", () => {
    const projects = [
      { name: "Shop", role: "operator" as const },
      { name: "Mail", role: "viewer" as const },
    ];
    expect(invitedAs({ isAdmin: false, projects })).toBe("operator of Shop, viewer of Mail");
    expect(invitedAs({ isAdmin: true, projects: [] })).toBe("admin of the installation");
    expect(invitedAs({ isAdmin: false, projects: [] })).toBe("nothing in any project yet");
  });
});

import { describe, expect, it } from "vitest";
import { assertGoodPassword } from "../../src/people/password-rules.ts";

const mine = ["grace.hopper@example.test", "Grace Hopper"];
const refusal = (password: string) => {
  try {
    assertGoodPassword(password, mine, "newPassword");
    return null;
  } catch (error) {
    return error;
  }
};

describe("a password", () => {
  it.each([
    "correct horse battery staple",
    "Tr0ub4dor&3xyz",
    "ünïcödé🔑ünïcödé",
    "aB3$dE6&gH9(",
    "grace likes green turtles",
    "my password is a long sentence",
  ])("is good enough: %s", (password) => {
    expect(refusal(password)).toBeNull();
  });

  it.each([
    ["elevenchars", "12 characters"],
    ["🔑🔑🔑🔑🔑🔑", "12 characters"],
    ["aaaaaaaaaaaaaaaa", "different"],
    ["abababababab", "different"],
    ["abcdefghijklmnop", "neighbouring"],
    ["zyxwvutsrqponm", "neighbouring"],
    ["123456789012", "neighbouring"],
    ["grace.hopper@example.test", "your address"],
    ["GraceHopper2026", "your name"],
    ["hopper.grace!", "your name"],
    ["Password1234!", "everybody tries"],
    ["P@ssw0rd2025", "everybody tries"],
    ["qwertyuiop123", "everybody tries"],
    ["turnboltadmin", "everybody tries"],
  ])("is refused with a reason and the field: %s", (password, why) => {
    expect(refusal(password)).toMatchObject({
      message: expect.stringContaining(why),
      facts: { issues: [{ path: ["newPassword"] }] },
    });
    expect(String(refusal(password))).not.toContain(password);
  });
});

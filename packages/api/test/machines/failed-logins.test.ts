import { expect, it } from "vitest";
import { failedLogins } from "../../src/machines/failed-logins.ts";

function counted() {
  const clock = { now: 0 };
  const failures = failedLogins(
    () => ({ most: 3, withinMs: 60_000 }),
    () => clock.now,
  );
  return { clock, failures };
}

it("who fails three times within a minute waits for the rest of it", () => {
  const { clock, failures } = counted();
  for (const _ of "12") failures.note(["a"]);
  expect(failures.wait(["a"])).toBe(0);
  clock.now = 20_500;
  failures.note(["a"]);
  expect(failures.wait(["a"])).toBe(40);
  expect(failures.wait(["b"])).toBe(0);
  clock.now = 60_000;
  expect(failures.wait(["a"])).toBe(0);
  failures.note(["a"]);
  expect(failures.wait(["a"])).toBe(0);
});

it("each of several keys may make one wait", () => {
  const { failures } = counted();
  for (const client of ["1", "2", "3"]) failures.note([client, "address"]);
  expect(failures.wait(["4", "address"])).toBe(60);
  expect(failures.wait(["1"])).toBe(0);
});

it("ten thousand are remembered, and the oldest are let go", () => {
  const { failures } = counted();
  const fail = (key: string) => {
    for (const _ of "123") failures.note([key]);
  };
  fail("first");
  for (let number = 0; number < 9_999; number++) failures.note([`client ${number}`]);
  expect(failures.wait(["first"])).toBe(60);
  failures.note(["one more"]);
  expect(failures.wait(["first"])).toBe(0);
});

import { afterEach, expect, it, vi } from "vitest";
import { hideDriverSettings } from "../src/env.ts";
import { environment } from "./env.ts";

afterEach(() => vi.unstubAllEnvs());

it("hides from the vendor's client what it would take from the environment", () => {
  vi.stubEnv("TNS_ADMIN", "/somewhere/else");
  hideDriverSettings();
  expect(environment().TNS_ADMIN).toBeUndefined();
});

it("leaves the environment to everybody else: they read it, and they change it", () => {
  const before = environment();
  hideDriverSettings();
  for (const value of ["no", "yes"]) vi.stubEnv("SOMEBODY_ELSES", value);
  expect([environment().SOMEBODY_ELSES, before.SOMEBODY_ELSES]).toEqual(["yes", "yes"]);
});

import { expect, it } from "vitest";
import * as z from "zod";
import {
  apiLevelOf,
  createRegistry,
  defineProvider,
  isRotationError,
  RotationError,
  type RotationProvider,
  sensitive,
  sensitiveFields,
} from "../src/index.ts";

const provider = (type: string, app = "app", url = z.string()): RotationProvider =>
  defineProvider({
    type,
    app,
    title: "Test",
    phase: "single",
    origin: "chosen",
    connection: z.object({ url }),
    parameters: z.object({ account: z.string() }),
    secret: z.object({ password: sensitive() }),
    subjects: ({ url }, { account }) => [`${url}/${account}`],
    connect: () => null,
    check: async () => [],
    choose: () => ({ handle: "h", secret: { password: "p" } }),
    issue: async () => {},
    verify: async () => {},
  });

it("gives a provider by its type, and says what is installed when there is none", () => {
  const registry = createRegistry([provider("a-password"), provider("b-password")]);
  expect(registry.provider("b-password").type).toBe("b-password");
  expect(() => registry.provider("c-password")).toThrow(
    /No plugin of type "c-password".*a-password, b-password/,
  );
});

it("refuses what was not made by defineProvider", () => {
  expect(() => createRegistry([{ ...provider("a-password") }])).toThrow(/no provider.*defineProvider/);
});

it("recognises a provider of another copy of the contract, and refuses another API level", () => {
  const level = (apiLevel: number) =>
    Object.defineProperty({ ...provider("a-password") }, Symbol.for("turnbolt.provider"), {
      value: { apiLevel },
    });
  expect(createRegistry([level(1)]).providers).toHaveLength(1);
  expect(() => createRegistry([level(2)])).toThrow(/a-password: made for API level 2, this server speaks 1/);
  expect(apiLevelOf("text")).toBeNull();
});

it("refuses a type that is taken, and a type that cannot be part of a URL", () => {
  expect(() => createRegistry([provider("a-password"), provider("a-password")])).toThrow(/Two plugins/);
  expect(() => createRegistry([provider("options")])).toThrow(/reserved/);
  expect(() => createRegistry([provider("A b")])).toThrow(/kebab-case/);
});

it("lets plugins share an app only with equal connection schemas", () => {
  expect(createRegistry([provider("a-password"), provider("b-password")]).providers).toHaveLength(2);
  const other = provider("b-password", "app", z.string().min(3));
  expect(() => createRegistry([provider("a-password"), other])).toThrow(
    /b-password: its app "app".*a-password/,
  );
});

it("freezes a provider", () => {
  expect(Object.isFrozen(provider("a-password"))).toBe(true);
});

it("finds sensitive fields, in every branch of a union and behind optional", () => {
  const union = z.discriminatedUnion("method", [
    z.object({ method: z.literal("a"), password: sensitive() }),
    z.object({ method: z.literal("b"), key: sensitive().optional(), name: z.string() }),
  ]);
  expect([...sensitiveFields(union)].sort()).toEqual(["key", "password"]);
});

it("recognises its own errors by their mark and not by their class", () => {
  const foreign = Object.defineProperty(new Error("x"), Symbol.for("turnbolt.rotation-error"), {
    value: true,
  });
  expect(isRotationError(foreign)).toBe(true);
  expect(isRotationError(new RotationError("full", "no room"))).toBe(true);
  expect(isRotationError(new Error("x"))).toBe(false);
});

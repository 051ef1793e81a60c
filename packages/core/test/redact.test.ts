import { inspect } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { redact, Secret } from "../src/index.ts";

it("strikes a value in every usual encoding", () => {
  const value = 'p"w/ å+%$$\\x';
  const bytes = Buffer.from(value);
  const forms = [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    new URLSearchParams({ v: value }).toString().slice(2),
  ];
  for (const form of forms) expect(redact(`before ${form} after`, [value]), form).not.toContain(form);
  expect(redact("before and after", [value])).toBe("before and after");
});

it("leaves no trace of any value that is long enough to be one", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 4, maxLength: 40 }),
      fc.string(),
      fc.string(),
      (value, before, after) => {
        fc.pre(!"[redacted]".includes(value) && !before.includes(value) && !after.includes(value));
        const clean = redact(`${before} ${value} ${after}`, [value]);
        return (
          !clean.includes(value) ||
          `${before} ${after}`.includes(value) ||
          "[redacted]".includes(value.trim())
        );
      },
    ),
  );
});

it("does not strike short values, which would tear harmless text apart", () => {
  expect(redact("a cab", ["a"])).toBe("a cab");
});

it("shows a secret to nobody but who asks for it", () => {
  const secret = new Secret("correct horse");
  const shown = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: { secret } }),
    String(secret),
  ];
  for (const text of shown) expect(text).not.toContain("correct horse");
  expect(JSON.stringify(secret)).toBe('"[secret]"');
  expect(secret.reveal()).toBe("correct horse");
  expect(Object.keys(secret)).toEqual([]);
});

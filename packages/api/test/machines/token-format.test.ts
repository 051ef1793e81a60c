import { describe, expect, it } from "vitest";
import { digestOf, formOf, newToken } from "../../src/machines/token-format.ts";

describe("a token of ours", () => {
  it("has 256 random bits in a form that a scanner for secrets finds", () => {
    const tokens = Array.from({ length: 1_000 }, () => newToken("tb"));
    expect(new Set(tokens).size).toBe(1_000);
    for (const token of tokens) expect(token).toMatch(/^tb_[0-9A-Za-z]{49}$/);
    expect(newToken("tbs")).toMatch(/^tbs_[0-9A-Za-z]{49}$/);
  });

  it("is whole", () => {
    for (let count = 0; count < 1_000; count++) expect(formOf("tb", newToken("tb"))).toBe("whole");
  });

  it("with any one character mistyped, lost or doubled is malformed", () => {
    const token = newToken("tb");
    for (let at = 3; at < token.length; at++) {
      const other = token[at] === "x" ? "y" : "x";
      expect(formOf("tb", token.slice(0, at) + other + token.slice(at + 1))).toBe("malformed");
      expect(formOf("tb", token.slice(0, at) + token.slice(at + 1))).toBe("malformed");
      expect(formOf("tb", token.slice(0, at) + token[at] + token.slice(at))).toBe("malformed");
    }
  });

  it("is told apart from what is none", () => {
    for (const text of ["", "x", "tbr_abc", "eyJhbGciOi", newToken("tbs")])
      expect(formOf("tb", text)).toBe("foreign");
    for (const text of ["tb_", "tb_x", `tb_${"é".repeat(49)}`]) expect(formOf("tb", text)).toBe("malformed");
  });

  it("is kept as a SHA-256", () => {
    const hex = Buffer.from(digestOf("abc")).toString("hex");
    expect(hex).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

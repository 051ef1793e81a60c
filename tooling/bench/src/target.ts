import {
  defineProvider,
  generatePassword,
  RotationError,
  type RotationProvider,
  sensitive,
} from "@turnbolt/core";
import * as z from "zod";

/** A target in memory that costs nothing, and what it knows: the oracle. */
export interface MemoryTarget {
  readonly provider: RotationProvider;
  /** The password that an account lets in with now. */
  password(account: string): string | undefined;
  /** How often a password was set, on any account. */
  issued(): number;
  /** How often a login was let in. */
  verified(): number;
}

/** Pairs of accounts by turns, as the SQL providers have them: dual, chosen, fixed. No network and no waiting. */
export function memoryTarget(): MemoryTarget {
  const passwords = new Map<string, string>();
  const counts = { issued: 0, verified: 0 };
  const provider = defineProvider({
    type: "bench-pair",
    app: "bench",
    title: "Two accounts in memory",
    phase: "dual",
    origin: "chosen",
    handles: "fixed",
    connection: z.object({ host: z.string(), password: sensitive() }),
    parameters: z.object({ account1: z.string(), account2: z.string() }),
    secret: z.object({ username: z.string(), password: sensitive() }),
    subjects: ({ host }, { account1, account2 }) => [`${host}/${account1}`, `${host}/${account2}`],
    connect: ({ host }) => host,
    check: async () => [],
    choose({ parameters: { account1, account2 }, current }) {
      const username = current?.handle === account1 ? account2 : account1;
      return { handle: username, secret: { username, password: generatePassword() } };
    },
    async issue({ draft }) {
      counts.issued++;
      passwords.set(draft.handle, draft.secret.password);
    },
    async verify({ credential }) {
      if (passwords.get(credential.handle) !== credential.secret.password) {
        throw new RotationError("refused", "bench-pair: this password is wrong");
      }
      counts.verified++;
    },
    revoke: async ({ handle }) => void passwords.delete(handle),
  });
  return {
    provider,
    password: (account) => passwords.get(account),
    issued: () => counts.issued,
    verified: () => counts.verified,
  };
}

import type { PasswordHash } from "@turnbolt/api";

/** Hashes passwords as better-auth does, by scrypt, so that it knows them when people sign in. */
export const passwords: PasswordHash = {
  hash: async (password) => (await import("better-auth/crypto")).hashPassword(password),
  verify: async (hash, password) => (await import("better-auth/crypto")).verifyPassword({ hash, password }),
};

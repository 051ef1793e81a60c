import type { Binding, Cipher } from "@turnbolt/core";

/** How passwords are hashed: slowly, and with a salt each. */
export interface PasswordHash {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** The hash of a password as it is stored: sealed, for this person alone. */
export async function sealedHash(
  cipher: Cipher,
  { hash }: PasswordHash,
  personId: string,
  password: string,
): Promise<Uint8Array> {
  return await cipher.seal(bindingOf(personId), await hash(password));
}

/** The hash behind what is stored. */
export const openHash = (cipher: Cipher, personId: string, sealed: Uint8Array): Promise<string> =>
  cipher.open(bindingOf(personId), sealed);

const bindingOf = (personId: string): Binding => ({
  projectId: null,
  ownerId: personId,
  version: 1,
  field: "password",
  subject: "person",
});

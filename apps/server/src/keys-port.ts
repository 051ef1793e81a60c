import type { KeyStore } from "@turnbolt/api";
import { beginRewrap, readKeyStatus } from "@turnbolt/store";
import type { OpenStore } from "./open-store.ts";

/** The services' keys: those of this process, and what the database says of them. */
export const keysPort = ({ database, keyring }: OpenStore, wake: () => void): KeyStore => ({
  known: keyring.map(({ id }) => id),
  status: () => readKeyStatus(database),
  begin: (keyId, author) => beginRewrap(database, keyId, author),
  wake,
});

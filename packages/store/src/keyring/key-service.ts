/** Holds a key-encryption key and uses it for us; the key itself stays inside, in this process or far away. */
export interface KeyService {
  /** Permanent and public: a short hash of the key, or the name a service has for it. Data keys name it. */
  readonly id: string;
  wrap(dataKey: Uint8Array): Promise<Uint8Array>;
  /** Throws for what another key has wrapped. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

/**
 * The keys of a process. Which of them seals the database says: the first one that ever came, until another takes
 * over. The others open what they have sealed before, or wait for their turn.
 */
export type Keyring = readonly [KeyService, ...KeyService[]];

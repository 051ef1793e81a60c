/** Holds a key-encryption key and uses it for us; the key itself stays inside, in this process or far away. */
export interface KeyService {
  /** Permanent and public: a short hash of the key, or the name a service has for it. Data keys name it. */
  readonly id: string;
  wrap(dataKey: Uint8Array): Promise<Uint8Array>;
  /** Throws for what another key has wrapped. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

/** The first key seals; the others open what they have sealed before. */
export type Keyring = readonly [KeyService, ...KeyService[]];

import type { StoredMembership } from "../people/store.ts";
import type { Role } from "../permissions/policy.ts";
import type { Author, Page } from "../store.ts";

/** A machine that asks. */
export interface Identity {
  readonly id: string;
  readonly name: string;
  readonly hasUniversalAuth: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** How an identity logs in. */
export interface UniversalAuth {
  readonly id: string;
  readonly identityId: string;
  readonly clientId: string;
  /** Seconds that a token works, and those after which no renewal helps. */
  readonly accessTokenTtl: number;
  readonly accessTokenMaxTtl: number;
  /** Networks, each as address and prefix length. */
  readonly accessTokenTrustedIps: readonly string[];
  readonly clientSecretTrustedIps: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is known of a client secret; the secret itself was shown once and is nowhere. */
export interface ClientSecret {
  readonly id: string;
  readonly universalAuthId: string;
  readonly prefix: string;
  readonly description: string;
  /** Seconds; 0: for ever. */
  readonly ttl: number;
  readonly expiresAt: Date | null;
  readonly uses: number;
  /** 0: as often as one likes. */
  readonly usesLimit: number;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The client secret that a login named, locked until the login is through. */
export interface FoundClientSecret {
  readonly id: string;
  readonly identityId: string;
  /** By the database's clock. */
  readonly expired: boolean;
  readonly revoked: boolean;
  readonly usedUp: boolean;
  readonly trustedIps: readonly string[];
  readonly accessTokenTtl: number;
  readonly accessTokenMaxTtl: number;
}

/** What a token says of the machine that sent it. */
export interface FoundToken {
  readonly id: string;
  readonly identityId: string;
  readonly name: string;
  /** By the database's clock. */
  readonly expired: boolean;
  /** Itself, or the client secret that logged it in. */
  readonly revoked: boolean;
  readonly trustedIps: readonly string[];
  /** Its last use was not noted within this minute. */
  readonly unnoted: boolean;
  /** By the id of the project. */
  readonly roles: Readonly<Record<string, Role>>;
}

/** A token that works, as people see it. */
export interface AccessToken {
  readonly id: string;
  readonly clientSecretId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

/** What an identity is in a project. */
export interface IdentityMembership {
  readonly id: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly identityId: string;
  readonly identityName: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };
type Member = Pick<IdentityMembership, "projectId" | "identityId">;
type NewUniversalAuth = Omit<UniversalAuth, "createdAt" | "updatedAt">;
type NewClientSecret = Pick<ClientSecret, "id" | "prefix" | "description" | "ttl" | "usesLimit"> & {
  readonly identityId: string;
  /** SHA-256 of the secret. */
  readonly hash: Uint8Array;
};

/** Machine identities in the database. Whatever changes something that is not there is refused as not found. */
export interface MachineStore {
  readonly identities: {
    list(query: PageQuery): Promise<Page<Identity>>;
    find(id: string): Promise<Identity | null>;
    create(row: Pick<Identity, "id" | "name">, author: Author): Promise<void>;
    rename(row: Pick<Identity, "id" | "name">, author: Author): Promise<void>;
    /** With its client secrets, tokens and memberships, from this moment on. */
    remove(id: string, author: Author): Promise<void>;
  };
  readonly universalAuth: {
    find(identityId: string): Promise<UniversalAuth | null>;
    create(row: NewUniversalAuth, author: Author): Promise<void>;
    update(
      identityId: string,
      change: Partial<Omit<NewUniversalAuth, "id" | "identityId" | "clientId">>,
      author: Author,
    ): Promise<void>;
    /** With its client secrets and tokens. */
    remove(identityId: string, author: Author): Promise<void>;
  };
  readonly clientSecrets: {
    list(identityId: string, query: PageQuery): Promise<Page<ClientSecret>>;
    find(identityId: string, id: string): Promise<ClientSecret | null>;
    create(row: NewClientSecret, author: Author): Promise<void>;
    /** With the tokens that it logged in, from this moment on. */
    revoke(identityId: string, id: string, author: Author): Promise<void>;
  };
  readonly tokens: {
    /** One statement. */
    find(hash: Uint8Array): Promise<FoundToken | null>;
    noteUse(id: string): Promise<void>;
    list(identityId: string, query: PageQuery): Promise<Page<AccessToken>>;
    /** Counts the use and makes the token, if `decide` does not throw. */
    logIn(
      request: {
        readonly clientId: string;
        readonly secretHash: Uint8Array;
        readonly tokenId: string;
        readonly tokenHash: Uint8Array;
      },
      decide: (found: FoundClientSecret | null) => Author,
    ): Promise<FoundClientSecret | null>;
    /** Seconds from now on: until it ends, and until no renewal helps. */
    renew(
      hash: Uint8Array,
      decide: (found: FoundToken | null) => Author,
    ): Promise<{ readonly expiresIn: number; readonly maxIn: number }>;
    revoke(hash: Uint8Array, decide: (found: FoundToken | null) => Author): Promise<void>;
    revokeOf(identityId: string, id: string, author: Author): Promise<void>;
  };
  readonly memberships: {
    list(projectId: string, query: PageQuery): Promise<Page<IdentityMembership>>;
    /** What one identity is where, by the project's name. */
    ofIdentity(identityId: string): Promise<readonly StoredMembership[]>;
    find(member: Member): Promise<IdentityMembership | null>;
    create(row: Member & Pick<IdentityMembership, "id" | "role">, author: Author): Promise<void>;
    update(row: Member & Pick<IdentityMembership, "role">, author: Author): Promise<void>;
    remove(member: Member, author: Author): Promise<void>;
  };
}

import type { Role } from "../permissions/policy.ts";
import type { Author, Page } from "../store.ts";

/** Somebody who signs in. */
export interface StoredPerson {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly isAdmin: boolean;
  /** Whether they have a password here; without one they sign in elsewhere. */
  readonly hasPassword: boolean;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A browser that is signed in. */
export interface StoredSession {
  readonly id: string;
  readonly personId: string;
  /** Where it signed in from. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Somebody in a project. */
export interface StoredMember {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

/** What somebody is in one project. */
export interface StoredMembership {
  readonly projectId: string;
  readonly slug: string;
  readonly name: string;
  readonly role: Role;
}

/** Somebody who was asked in and has not come yet. */
export interface StoredInvitation {
  readonly id: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly projects: readonly { readonly projectId: string; readonly name: string; readonly role: Role }[];
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** Somebody on the way in; their password is a sealed hash. */
export interface Arrival {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password: Uint8Array;
}

/** A link that sets a password; without a person, the one that makes the first admin. */
export interface StoredLink {
  readonly personId: string | null;
  readonly expiresAt: Date;
}

/** Whether it was done; the last admin who can get in stays one. */
export type Changed = "done" | "last-admin";

interface PageOf {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type From = Omit<Author, "id">;
type MemberId = Pick<StoredMember, "personId"> & { readonly projectId: string };

/** What is taken or gone is refused with an `ApiError`. Tokens come as their digests, passwords as sealed hashes. */
export interface PeopleStore {
  /** By name; `search` is part of a name or of an address. */
  list(query: PageOf & { readonly search?: string | undefined }): Promise<Page<StoredPerson>>;
  find(id: string): Promise<(StoredPerson & { readonly password: Uint8Array | null }) | null>;
  findByEmail(email: string): Promise<StoredPerson | null>;
  /** Is there an admin who can get in? */
  hasAdmin(): Promise<boolean>;
  update(
    id: string,
    change: { readonly name?: string | undefined; readonly isAdmin?: boolean | undefined },
    author: Author,
  ): Promise<Changed>;
  /** Ends their sessions and links. */
  disable(id: string, author: Author): Promise<Changed>;
  enable(id: string, author: Author): Promise<void>;
  /** Ends every session but `keep`. */
  changePassword(
    change: { readonly id: string; readonly password: Uint8Array; readonly keep: string | null },
    author: Author,
  ): Promise<void>;
  readonly sessions: {
    /** Those that have not ended, the newest first. */
    list(personId: string): Promise<readonly StoredSession[]>;
    /** Whether there was one. */
    end(personId: string, id: string, author: Author): Promise<boolean>;
    /** Every one but `but`; how many there were. */
    endAll(personId: string, but: string | null, author: Author): Promise<number>;
  };
  readonly members: {
    list(query: PageOf & { readonly projectId: string }): Promise<Page<StoredMember>>;
    find(id: MemberId): Promise<StoredMember | null>;
    ofPerson(personId: string): Promise<readonly StoredMembership[]>;
    add(member: MemberId & { readonly role: Role }, author: Author): Promise<void>;
    change(member: MemberId & { readonly role: Role }, author: Author): Promise<void>;
    remove(id: MemberId, author: Author): Promise<void>;
  };
  readonly invitations: {
    /** The newest first. */
    list(query: PageOf & { readonly projectId?: string | undefined }): Promise<Page<StoredInvitation>>;
    find(id: string): Promise<StoredInvitation | null>;
    /** One whose time is not over. */
    findByToken(tokenHash: Uint8Array): Promise<StoredInvitation | null>;
    create(invitation: NewInvitation, author: Author): Promise<void>;
    renew(link: Pick<NewInvitation, "id" | "tokenHash" | "expiresAt">, author: Author): Promise<void>;
    revoke(id: string, author: Author): Promise<void>;
  };
  readonly arrivals: {
    /** Ends the link before it. `false`: the first admin's link, and there is an admin. */
    makeLink(link: StoredLink & { readonly tokenHash: Uint8Array }, author: Author | null): Promise<boolean>;
    /** One whose time is not over. */
    findLink(tokenHash: Uint8Array): Promise<StoredLink | null>;
    /** These three say whether the link was good for it. */
    setUp(tokenHash: Uint8Array, person: Arrival, from: From): Promise<boolean>;
    resetPassword(
      tokenHash: Uint8Array,
      change: Pick<Arrival, "id" | "password">,
      from: From,
    ): Promise<boolean>;
    accept(tokenHash: Uint8Array, person: Omit<Arrival, "email">, from: From): Promise<boolean>;
  };
}

export interface NewInvitation extends Pick<StoredInvitation, "id" | "email" | "isAdmin" | "expiresAt"> {
  readonly tokenHash: Uint8Array;
  readonly projects: readonly { readonly projectId: string; readonly role: Role }[];
}

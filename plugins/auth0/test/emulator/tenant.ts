import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { KitClock } from "@turnbolt/testkit";

/** How an application authenticates at the token endpoint. */
export type AuthMethod = "client_secret_post" | "client_secret_basic" | "none" | "private_key_jwt";

export interface Application {
  readonly clientId: string;
  readonly name: string;
  readonly authMethod: AuthMethod;
  readonly grantTypes: readonly string[];
  /** API identifier → scopes. */
  readonly clientGrants: Readonly<Record<string, readonly string[]>>;
}

/** What one tenant knows. Secrets and tokens are kept as salted hashes only. */
export class TenantStore {
  readonly domain: string;
  readonly applications = new Map<string, Application>();
  /** How long a new secret of an application takes to work, in milliseconds. */
  readonly loginLag = new Map<string, number>();
  readonly #clock: KitClock;
  readonly #secrets = new Map<string, Generation[]>();
  readonly #tokens: Token[] = [];

  constructor(domain: string, clock: KitClock) {
    this.domain = domain;
    this.#clock = clock;
  }

  get managementAudience(): string {
    return `https://${this.domain}/api/v2/`;
  }

  /** Gives back the first secret: nobody else will ever see it. */
  addApplication(
    given: Partial<Application> = {},
    secret = randomBytes(48).toString("base64url"),
  ): Application & { readonly secret: string } {
    const application: Application = {
      clientId: randomBytes(24).toString("base64url").replaceAll(/[-_]/g, "x"),
      name: "My application",
      authMethod: "client_secret_post",
      grantTypes: ["client_credentials"],
      clientGrants: {},
      ...given,
    };
    this.applications.set(application.clientId, application);
    this.#secrets.set(application.clientId, [{ digest: digestOf(secret), worksFrom: 0 }]);
    return { ...application, secret };
  }

  /** The old secret is served until the new one has reached every node; the same value again changes nothing. */
  setSecret(clientId: string, secret: string): void {
    const generations = this.#secrets.get(clientId) ?? [];
    const newest = generations.at(-1);
    if (newest && matches(newest.digest, secret)) return;
    const worksFrom = this.#clock.now() + (this.loginLag.get(clientId) ?? 0);
    this.#secrets.set(clientId, [...generations, { digest: digestOf(secret), worksFrom }]);
  }

  accepts(clientId: string, secret: string): boolean {
    const now = this.#clock.now();
    const live = this.#secrets.get(clientId)?.findLast(({ worksFrom }) => worksFrom <= now);
    return live !== undefined && matches(live.digest, secret);
  }

  /** A token that lives a day. */
  issueToken(audience: string, scopes: readonly string[]): string {
    const value = randomBytes(32).toString("base64url");
    this.#tokens.push({ digest: digestOf(value), audience, scopes, until: this.#clock.now() + 86_400_000 });
    return value;
  }

  /** The scopes of a live token of the Management API. */
  scopesOf(token: string): readonly string[] | undefined {
    return this.#tokens.find(
      ({ digest, audience, until }) =>
        audience === this.managementAudience && until > this.#clock.now() && matches(digest, token),
    )?.scopes;
  }

  revokeTokens(): void {
    this.#tokens.length = 0;
  }
}

interface Digest {
  readonly salt: Buffer;
  readonly hash: Buffer;
}
interface Generation {
  readonly digest: Digest;
  readonly worksFrom: number;
}
interface Token {
  readonly digest: Digest;
  readonly audience: string;
  readonly scopes: readonly string[];
  readonly until: number;
}

const hash = (salt: Buffer, value: string): Buffer =>
  createHash("sha256").update(salt).update(value).digest();

function digestOf(value: string): Digest {
  const salt = randomBytes(16);
  return { salt, hash: hash(salt, value) };
}

const matches = (digest: Digest, value: string): boolean =>
  timingSafeEqual(digest.hash, hash(digest.salt, value));

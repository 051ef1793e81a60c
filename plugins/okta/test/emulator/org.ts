import { createHash, randomBytes } from "node:crypto";
import type { KitClock } from "@turnbolt/testkit";

export type AuthMethod =
  | "client_secret_basic"
  | "client_secret_post"
  | "client_secret_jwt"
  | "private_key_jwt"
  | "none";

export interface App {
  readonly id: string;
  readonly label: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly signOnMode: "OPENID_CONNECT" | "SAML_2_0";
  readonly clientId: string;
  readonly authMethod: AuthMethod;
}

export interface ClientSecret {
  readonly id: string;
  /** In clear, as an exception: Okta itself gives it back in every list, so it has it, too. */
  readonly value: string;
  readonly created: number;
  readonly lastUpdated: number;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly worksFrom: number;
}

export const CAPACITY = 2;

/** What one org knows. API tokens are kept as hashes only. */
export class OrgStore {
  readonly apps = new Map<string, App>();
  /** How long a new secret takes to work and a change to be listed, per app, in milliseconds. */
  readonly lag = new Map<string, { readonly loginMs: number; readonly listMs: number }>();
  readonly #clock: KitClock;
  readonly #secrets = new Map<string, readonly ClientSecret[]>();
  readonly #views = new Map<string, readonly View[]>();
  readonly #tokens = new Map<string, readonly string[]>();

  constructor(clock: KitClock) {
    this.#clock = clock;
  }

  addToken(permissions: readonly string[]): string {
    const token = `00${randomBytes(30).toString("base64url")}`;
    this.#tokens.set(hash(token), permissions);
    return token;
  }

  permissionsOf(token: string): readonly string[] | undefined {
    return this.#tokens.get(hash(token));
  }

  addApp(given: Partial<App> = {}): App {
    const id = `0oa${newId()}`;
    const app: App = {
      id,
      label: "My app",
      status: "ACTIVE",
      signOnMode: "OPENID_CONNECT",
      clientId: id,
      authMethod: "client_secret_basic",
      ...given,
    };
    this.apps.set(app.id, app);
    return app;
  }

  /** What there is, whatever the list shows. */
  secretsOf(appId: string): readonly ClientSecret[] {
    return this.#secrets.get(appId) ?? [];
  }

  /** What the list shows. */
  listedOf(appId: string): readonly ClientSecret[] {
    const now = this.#clock.now();
    return this.#views.get(appId)?.findLast(({ from }) => from <= now)?.secrets ?? [];
  }

  addSecret(
    appId: string,
    value = randomBytes(30).toString("base64url"),
    status: ClientSecret["status"] = "ACTIVE",
  ): ClientSecret {
    const now = this.#clock.now();
    const worksFrom = now + (this.lag.get(appId)?.loginMs ?? 0);
    const added = { id: `ocs${newId()}`, value, status, created: now, lastUpdated: now, worksFrom };
    this.#save(appId, [...this.secretsOf(appId), added]);
    return added;
  }

  setStatus(appId: string, secretId: string, status: ClientSecret["status"]): void {
    const lastUpdated = this.#clock.now();
    this.#save(
      appId,
      this.secretsOf(appId).map((one) => (one.id === secretId ? { ...one, status, lastUpdated } : one)),
    );
  }

  removeSecret(appId: string, secretId: string): void {
    this.#save(
      appId,
      this.secretsOf(appId).filter(({ id }) => id !== secretId),
    );
  }

  accepts(app: App, value: string): boolean {
    const now = this.#clock.now();
    return (
      app.status === "ACTIVE" &&
      this.secretsOf(app.id).some(
        (one) => one.value === value && one.status === "ACTIVE" && one.worksFrom <= now,
      )
    );
  }

  #save(appId: string, secrets: readonly ClientSecret[]): void {
    this.#secrets.set(appId, secrets);
    const from = this.#clock.now() + (this.lag.get(appId)?.listMs ?? 0);
    this.#views.set(appId, [...(this.#views.get(appId) ?? []), { from, secrets }]);
  }
}

interface View {
  readonly from: number;
  readonly secrets: readonly ClientSecret[];
}

const newId = (): string => randomBytes(12).toString("base64url").replaceAll(/[-_]/g, "x");
const hash = (value: string): string => createHash("sha256").update(value).digest("hex");

import { createHash, randomBytes, randomUUID, type X509Certificate } from "node:crypto";
import type { KitClock } from "@turnbolt/testkit";

/** A secret as the tenant keeps it: of its value only the hash. */
export interface Password {
  readonly keyId: string;
  readonly displayName: string;
  readonly hash: string;
  readonly startMs: number;
  readonly endMs: number;
  /** By the kit's clock: when logins and lists begin to see it. */
  readonly loginFromMs: number;
  readonly listFromMs: number;
}

/** A password that is gone, and until when a list or a login that lags still knows it. */
interface Removed extends Password {
  readonly listUntilMs: number;
}

export interface Application {
  readonly objectId: string;
  readonly appId: string;
  readonly displayName: string;
  /** The object ID of its service principal. */
  readonly oid: string;
  readonly owners: Set<string>;
  /** Its application permissions of Microsoft Graph. */
  roles: string[];
  readonly passwords: Map<string, Password>;
  readonly removed: Removed[];
  certificate: X509Certificate | null;
  lag: { loginMs: number; listMs: number };
}

/** One Entra tenant: its applications and their credentials. */
export class Tenant {
  readonly id = randomUUID();
  readonly apps = new Map<string, Application>();
  readonly #clock: KitClock;
  /** The longest that a secret may live, where a policy says so. */
  longestMs = Number.POSITIVE_INFINITY;

  constructor(clock: KitClock) {
    this.#clock = clock;
  }

  addApp(displayName: string, roles: string[] = []): Application {
    const app: Application = {
      objectId: randomUUID(),
      appId: randomUUID(),
      displayName,
      oid: randomUUID(),
      owners: new Set(),
      roles,
      passwords: new Map(),
      removed: [],
      certificate: null,
      lag: { loginMs: 0, listMs: 0 },
    };
    this.apps.set(app.objectId, app);
    return app;
  }

  addPassword(
    app: Application,
    displayName: string,
    endMs: number,
  ): { password: Password; secretText: string } {
    const now = this.#clock.now();
    const secretText = `${randomBytes(3).toString("hex")}~${randomBytes(24).toString("base64url")}`;
    const password: Password = {
      keyId: randomUUID(),
      displayName,
      hash: hashOf(secretText),
      startMs: now,
      endMs,
      loginFromMs: now + app.lag.loginMs,
      listFromMs: now + app.lag.listMs,
    };
    app.passwords.set(password.keyId, password);
    return { password, secretText };
  }

  removePassword(app: Application, keyId: string): boolean {
    const password = app.passwords.get(keyId);
    if (!password) return false;
    app.passwords.delete(keyId);
    app.removed.push({ ...password, listUntilMs: this.#clock.now() + app.lag.listMs });
    return true;
  }

  /** What a read of the directory shows now. */
  listed(app: Application): readonly Password[] {
    const now = this.#clock.now();
    return [
      ...[...app.passwords.values()].filter(({ listFromMs }) => listFromMs <= now),
      ...app.removed.filter(({ listUntilMs }) => listUntilMs > now),
    ];
  }

  accepts(app: Application, secretText: string): "yes" | "no" | "expired" {
    const now = this.#clock.now();
    const hash = hashOf(secretText);
    const found = [...app.passwords.values()].find((one) => one.hash === hash && one.loginFromMs <= now);
    return !found ? "no" : found.endMs <= now ? "expired" : "yes";
  }
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

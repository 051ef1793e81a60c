import { randomBytes } from "node:crypto";
import type { Subject } from "@turnbolt/testkit";
import { startAuth0 } from "../../../plugins/auth0/test/emulator/server.ts";
import * as auth0 from "../../../plugins/auth0/test/target.ts";
import * as aws from "../../../plugins/aws-iam/test/target.ts";
import { startOkta } from "../../../plugins/okta/test/emulator/server.ts";
import * as okta from "../../../plugins/okta/test/target.ts";
import { startPostgres } from "../../../plugins/postgres/test/target.ts";
import type { providerNames } from "./providers.ts";
import { openWire, type Wire } from "./wire.ts";

/** Where credentials are rotated; it lives in this process and survives every kill. */
export interface KillTarget {
  /** Leads over the wire. */
  readonly connection: Readonly<Record<string, unknown>>;
  readonly wire: Wire;
  /** What a change looks like on the wire. */
  readonly changes: { readonly issue: RegExp; readonly revoke?: RegExp };
  subject(): Promise<KillSubject>;
  /** Somebody else's credential beside ours. */
  stranger(): Promise<Stranger>;
  /** Every secret value that the target itself has made. */
  values?(): readonly string[];
  stop(): Promise<void>;
}

/** One thing to rotate; strangers' credentials go as they come, where there are any. */
export type KillSubject = Pick<
  Subject,
  "parameters" | "accepts" | "held" | "plantStranger" | "removeStranger"
>;

export interface Stranger {
  readonly name: string;
  /** It still logs in, and nothing was added to it or taken away. */
  isUntouched(): Promise<boolean>;
}

/** The four targets: an emulator each, and a real PostgreSQL. */
export async function startTarget(name: (typeof providerNames)[number]): Promise<KillTarget> {
  const { to, through, ...target } = await starters[name]();
  const wire = await openWire(to);
  return {
    ...target,
    wire,
    connection: through(wire.port),
    stop: async () => {
      await wire.stop();
      await target.stop();
    },
  };
}

type Started = Omit<KillTarget, "wire" | "connection"> & {
  readonly to: { readonly host: string; readonly port: number };
  readonly through: (port: number) => KillTarget["connection"];
};

const clock = { now: () => Date.now() };

const starters: Readonly<Record<(typeof providerNames)[number], () => Promise<Started>>> = {
  postgres: async () => {
    const server = await startPostgres("embedded");
    let strangers = 0;
    return {
      to: server.connection,
      through: (port) => ({ ...server.connection, port }),
      changes: { issue: /ALTER ROLE/, revoke: /ALTER ROLE/ },
      subject: server.subject,
      stranger: async () => {
        const username = `stranger_${++strangers}`;
        const password = randomBytes(18).toString("base64url");
        await server.admin.unsafe(`create role ${username} login password '${password}'`);
        return { name: username, isUntouched: () => server.accepts({ username, password }) };
      },
      stop: server.stop,
    };
  },
  auth0: async () => {
    const emulator = await startAuth0(clock);
    const { connection } = auth0.connectionsTo(emulator);
    return {
      to: placeOf(emulator.url),
      through: (port) => ({ ...connection, baseUrl: `http://127.0.0.1:${port}` }),
      changes: { issue: /^PATCH / },
      subject: async () => auth0.subjectOf(emulator),
      stranger: async () => {
        const subject = auth0.subjectOf(emulator);
        const clientId = String(subject.parameters.clientId);
        const clientSecret = randomBytes(48).toString("base64url");
        emulator.tenant.setSecret(clientId, clientSecret);
        return { name: clientId, isUntouched: () => subject.accepts({ clientId, clientSecret }) };
      },
      stop: emulator.stop,
    };
  },
  okta: async () => {
    const emulator = await startOkta(clock);
    const { connection } = okta.connectionsTo(emulator);
    return {
      to: placeOf(emulator.url),
      through: (port) => ({ ...connection, baseUrl: `http://127.0.0.1:${port}` }),
      changes: { issue: /^POST \S+\/secrets HTTP/, revoke: /^DELETE / },
      subject: async () => {
        const subject = okta.subjectOf(emulator);
        const appId = String(subject.parameters.clientId);
        return { ...subject, removeStranger: async (id) => emulator.org.removeSecret(appId, id) };
      },
      stranger: async () => {
        const subject = okta.subjectOf(emulator);
        const clientId = String(subject.parameters.clientId);
        const { value: clientSecret, id } = emulator.org.addSecret(clientId);
        const isUntouched = async () =>
          (await subject.held()).join() === id && (await subject.accepts({ clientId, clientSecret }));
        return { name: id, isUntouched };
      },
      stop: emulator.stop,
    };
  },
  "aws-iam": async () => {
    const { emulator, connection } = await aws.startAws(clock);
    const { account, baseUrl } = emulator;
    let users = 0;
    return {
      to: placeOf(baseUrl),
      through: (port) => ({ ...connection, baseUrl: `http://127.0.0.1:${port}` }),
      changes: { issue: /Action=CreateAccessKey/, revoke: /Action=DeleteAccessKey/ },
      subject: async () => aws.subjectOf(emulator, `rotated-${++users}`),
      stranger: async () => {
        const user = account.addUser(`stranger-${++users}`);
        const { id, secret } = account.createKey(user);
        const key = { accessKeyId: id, secretAccessKey: secret };
        const isUntouched = async () =>
          account.liveKeys(user).length === 1 && (await aws.logsIn(baseUrl, account, user.name, key));
        return { name: id, isUntouched };
      },
      values: () => [...account.users.values()].flatMap(({ keys }) => keys.map(({ secret }) => secret)),
      stop: () => emulator.stop(),
    };
  },
};

function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

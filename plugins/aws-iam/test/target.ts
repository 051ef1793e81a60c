import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { Bystander, KitClock, StartTarget, Subject, TargetChange } from "@turnbolt/testkit";
import type { Account } from "./emulator/account.ts";
import type { Policy } from "./emulator/policy.ts";
import { type Emulator, startEmulator } from "./emulator/server.ts";
import { element, signedRequest } from "./signed-request.ts";

/** The policy that the README asks for. */
export const readmePolicy = (): Policy => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  // the README's block is an IAM policy, and the emulator's tests would show if it were not
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? "") as Policy;
};

/** An emulator whose user `turnbolt` has exactly the README's policy, and a connection with that user's key. */
export async function startAws(clock: KitClock, policies: Policy[] = [readmePolicy()]) {
  const emulator = await startEmulator(clock);
  const key = emulator.account.createKey(emulator.account.addUser("turnbolt", { policies }));
  const connection = {
    method: "access-key" as const,
    accessKeyId: key.id,
    secretAccessKey: key.secret,
    region: "us-east-1",
    baseUrl: emulator.baseUrl,
  };
  return { emulator, connection };
}

/** Starts the emulator for the conformance suite. */
export const startTarget: StartTarget = async (clock) => {
  const { emulator, connection } = await startAws(clock);
  let subjects = 0;
  return {
    connection,
    brokenConnection: { ...connection, secretAccessKey: "wrong+secret+of+forty+letters+0123456789" },
    closedConnection: { ...connection, baseUrl: `http://127.0.0.1:${await closedPort()}` },
    requests: { issue: /Action=CreateAccessKey/, revoke: /Action=DeleteAccessKey/ },
    subject: async () => subjectOf(emulator, `rotated-${++subjects}`),
    bystander: async () => bystanderAt(emulator, `stranger-${++subjects}`),
    values: () =>
      [...emulator.account.users.values()].flatMap(({ keys }) => keys.map(({ secret }) => secret)),
    stop: () => emulator.stop(),
  };
};

function bystanderAt({ account, baseUrl }: Emulator, userName: string): Bystander {
  const user = account.addUser(userName);
  const { id, secret } = account.createKey(user);
  const key = { accessKeyId: id, secretAccessKey: secret };
  const isUntouched = async () =>
    account.liveKeys(user).length === 1 && (await logsIn(baseUrl, account, userName, key));
  return { name: id, isUntouched };
}

export function subjectOf({ account, baseUrl }: Emulator, userName: string): Subject {
  const user = account.addUser(userName, { path: "/rotated/" });
  const strangers = new Set<string>();
  return {
    parameters: { userName },
    accepts: (secret) => logsIn(baseUrl, account, userName, secret),
    held: async () => account.liveKeys(user).map(({ id }) => id),
    async plantStranger() {
      const { id } = account.createKey(user);
      strangers.add(id);
      return id;
    },
    async removeStranger(handle) {
      const found = account.key(handle);
      if (found !== undefined) account.deleteKey(found.key);
    },
    lag(by) {
      user.lag = by;
    },
    changes: () =>
      account.changes
        .filter((change) => change.userName === userName)
        .map(({ at, what, accessKeyId: handle }) => ({
          at,
          handle,
          what: wordFor(what, strangers.has(handle)),
        })),
  };
}

const wordFor = (what: "created" | "deleted", stranger: boolean): TargetChange["what"] =>
  what === "deleted" ? "revoked" : stranger ? "planted" : "issued";

/** Signs a request by hand and asks STS who that was. */
export async function logsIn(
  baseUrl: string,
  account: Account,
  userName: string,
  { accessKeyId, secretAccessKey }: Record<string, unknown>,
): Promise<boolean> {
  const key = { accessKeyId: String(accessKeyId), secretAccessKey: String(secretAccessKey) };
  const { status, text } = await signedRequest(
    baseUrl,
    key,
    { Action: "GetCallerIdentity" },
    { service: "sts" },
  );
  return status === 200 && element(text, "Arn") === account.user(userName).arn;
}

/** A port where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

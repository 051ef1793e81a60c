import { isRotationError, type RotationErrorCode } from "@turnbolt/core";
import type { AccessKey } from "./emulator/account.ts";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";
import { startAws } from "./target.ts";

const parameters = { userName: "exporter" };
export const neededUntil = new Date(0);

/** An emulator with the user `exporter`, and calls on it. */
export async function openSession() {
  const clock = { time: Date.parse("2026-03-01T12:00:00Z") };
  const { emulator, connection } = await startAws({ now: () => clock.time });
  const exporter = emulator.account.addUser("exporter", { path: "/rotated/" });
  return {
    clock,
    emulator,
    connection,
    exporter,
    keys: () => emulator.account.liveKeys(exporter),
    plant: () => emulator.account.createKey(exporter),
    /** A policy for one path denies what it cannot find there: only one for every user shows that there is none. */
    allowEverything: () =>
      emulator.account.user("turnbolt").policies.push({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      }),
    async callOn(given: Parameters<typeof provider.connect>[0] = connection, host = recordingRuntime()) {
      const client = await provider.connect(given, host.runtime);
      const run = { id: "run", label: "turnbolt-run" };
      return {
        host,
        call: { client, connection: given, parameters, runtime: host.runtime, run, current: null },
      };
    },
  };
}

export type Session = Awaited<ReturnType<typeof openSession>>;

export const secretOf = ({ id, secret }: AccessKey) => ({ accessKeyId: id, secretAccessKey: secret });
export const trial = (key: AccessKey) => ({ handle: key.id, secret: secretOf(key) });

export const codeOf = (work: Promise<unknown>): Promise<RotationErrorCode | "done" | "another error"> =>
  work.then(
    () => "done",
    (error: unknown) => (isRotationError(error) ? error.code : "another error"),
  );

import { isRotationError, type RotationErrorCode } from "@turnbolt/core";
import plugin from "../src/index.ts";
import { type TestRuntime, testRuntime } from "./runtime.ts";

type Names = { readonly username1: string; readonly username2: string } & Record<string, unknown>;
export interface Secret {
  readonly username: string;
  readonly password: string;
}

export const run = { id: "11111111-1111-4111-8111-111111111111", label: "run-1" };

/** The members of the plugin as the engine calls them: input parsed by the schemas, one runtime per call. */
export function calls(connectionInput: Record<string, unknown>, parametersInput: Names) {
  const connection = plugin.connection.parse(connectionInput);
  const parameters = plugin.parameters.parse(parametersInput);
  const common = (runtime: TestRuntime) => ({ connection, parameters, run, current: null, runtime });
  const within = async <T>(runtime: TestRuntime, work: (call: Call) => Promise<T>): Promise<T> => {
    const client = await plugin.connect(connection, runtime);
    try {
      return await work({ ...common(runtime), client });
    } finally {
      await plugin.disconnect?.(client);
    }
  };
  type Call = ReturnType<typeof common> & { client: Awaited<ReturnType<typeof plugin.connect>> };
  return {
    check: () => within(testRuntime(), (call) => plugin.check(call)),
    checkConnection: () => within(testRuntime(), (call) => plugin.check({ ...call, parameters: undefined })),
    issue: (secret: Secret, runtime = testRuntime()) =>
      within(runtime, async (call) => {
        if (plugin.origin !== "chosen") throw new Error("this provider chooses");
        await plugin.issue({ ...call, draft: { handle: secret.username, secret }, neededUntil: new Date() });
      }),
    verify: (secret: Secret, runtime = testRuntime()) =>
      plugin.verify({ ...common(runtime), credential: { handle: secret.username, secret } }),
    revoke: (handle: string, runtime = testRuntime()) =>
      within(runtime, async (call) => {
        if (plugin.phase !== "dual") throw new Error("this provider is dual");
        await plugin.revoke({ ...call, handle });
      }),
    accounts: (search?: string, cursor?: string) =>
      within(testRuntime(), async (call) => {
        const page = await plugin.options?.username1?.({ ...call, search, cursor });
        if (!page) throw new Error("no options");
        return page;
      }),
  };
}

/** The code of the `RotationError` that the work fails with, or "ok". */
export async function outcome(work: Promise<unknown>): Promise<RotationErrorCode | "ok"> {
  try {
    await work;
    return "ok";
  } catch (error) {
    if (isRotationError(error)) return error.code;
    throw error;
  }
}

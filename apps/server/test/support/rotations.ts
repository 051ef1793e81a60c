import { arrangeTarget, type Pair } from "./pair.ts";
import type { Turnbolt } from "./turnbolt.ts";

/** Pairs of accounts of a PostgreSQL, a connection to it, and what a client sends to have them rotated. */
export async function pairsOf(turnbolt: Turnbolt) {
  const target = await arrangeTarget(turnbolt.postgres);
  const { appConnection: connection } = await turnbolt.client.connections.create.mutate({
    name: "target",
    app: "postgres",
    credentials: target.credentials,
  });
  let count = 0;
  /** What a client sends for a new pair of accounts. */
  async function asked(parameters?: Pair) {
    const number = ++count;
    return {
      type: "postgres-credentials" as const,
      name: `pair-${number}`,
      projectId: turnbolt.projectId,
      environment: "dev",
      connectionId: connection.id,
      rotationInterval: 7,
      rotateAtUtc: { hours: 3, minutes: 0 },
      parameters: parameters ?? (await target.pair()),
      secretsMapping: { username: `USER_${number}`, password: `PASSWORD_${number}` },
    };
  }
  return {
    target,
    asked,
    connectionId: connection.id,
    /** The oracle: does the target take it? */
    canLogin: (login: { username: string; password: string }) => turnbolt.postgres.canLogin(login),
    /** What readers of the mapped secrets get. */
    published: async ({ secretsMapping: { username, password } }: Awaited<ReturnType<typeof asked>>) => {
      const read = async (secretName: string) => {
        const at = { projectId: turnbolt.projectId, environment: "dev", secretName };
        return (await turnbolt.client.secrets.read.query(at)).secret.secretValue;
      };
      return { username: await read(username), password: await read(password) };
    },
    create: async (input: Awaited<ReturnType<typeof asked>>) =>
      (await turnbolt.client.rotations.create.mutate(input)).secretRotation,
  };
}

export type Pairs = Awaited<ReturnType<typeof pairsOf>>;

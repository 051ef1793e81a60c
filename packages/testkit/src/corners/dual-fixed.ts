import { type Credential, defineProvider, type Permission, type Runtime, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { type Ask, accountConnection, bearer, logIn, openSession, post, tokenConnection } from "./client.ts";
import { checkRights } from "./shared.ts";

const parameters = z.object({ account1: z.string().min(1), account2: z.string().min(1) });
const secret = z.object({ account: z.string().min(1), password: sensitive() });
type Pair = z.output<typeof parameters>;

const common = {
  parameters,
  secret,
  propagation: { minimumMs: 0, deadlineMs: 10_000 },
  lifeMs: 60_000,
} as const;

/** Two accounts by turns: the idle one gets the next value. */
export const dualFixedChosen = defineProvider({
  ...common,
  type: "dual-fixed-chosen",
  app: "account-pairs",
  title: "Dual, chosen, two fixed accounts",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection: tokenConnection,
  subjects: ({ url }, pair) => subjectsOf(url, pair),
  async connect({ url, token }, runtime) {
    const client = { url, authorization: bearer(token) };
    await post(runtime, client, "whoami");
    return client;
  },
  check: ({ client, runtime, parameters }) => checkPair(runtime, client, parameters),
  choose: (plan) => chooseIdle(plan),
  async issue({ client, runtime, draft }) {
    await post(runtime, client, "set", draft.secret);
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
  async revoke({ client, runtime, handle, run }) {
    await post(runtime, client, "set", { account: handle, password: `nobody-keeps-${run.label}` });
  },
});

/** The two accounts administer each other, and the connection logs in as the one that is published. */
export const dualFixedChosenOwnAccount = defineProvider({
  ...common,
  type: "dual-fixed-chosen-own-account",
  app: "own-account-pairs",
  title: "Dual, chosen, two fixed accounts, one of them the connection's own",
  phase: "dual",
  origin: "chosen",
  handles: "fixed",
  connection: accountConnection,
  subjects: ({ url }, pair) => subjectsOf(url, pair),
  connect: (connection, runtime) => openSession(connection, runtime),
  check: ({ client, runtime, parameters }) => checkPair(runtime, client, parameters),
  choose: (plan) => chooseIdle(plan),
  async issue({ client, runtime, draft }) {
    await post(runtime, client, "set", draft.secret);
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
  async revoke({ client, runtime, handle, run }) {
    await post(runtime, client, "set", { account: handle, password: `nobody-keeps-${run.label}` });
  },
  asConnection: (connection, { account, password }, { account1, account2 }) =>
    [account1, account2].includes(connection.username)
      ? { ...connection, username: account, password }
      : null,
});

const subjectsOf = (url: string, { account1, account2 }: Pair): readonly string[] => [
  `${url}/${account1}`,
  `${url}/${account2}`,
];

async function checkPair(
  runtime: Runtime,
  client: Ask,
  pair: Partial<Pair> = {},
): Promise<readonly Permission[]> {
  const [rights] = await Promise.all(
    [pair.account1, pair.account2].map((account) =>
      checkRights(runtime, client, "accounts:write", { account }),
    ),
  );
  return rights ?? [];
}

interface Plan {
  readonly parameters: Pair;
  readonly run: { readonly label: string };
  readonly current: Credential | null;
  readonly attempt: number;
}

function chooseIdle({ parameters: { account1, account2 }, run, current, attempt }: Plan) {
  const account = current?.handle === account1 ? account2 : account1;
  return { handle: account, secret: { account, password: `chosen-${run.label}-${attempt}` } };
}

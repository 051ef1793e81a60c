import { defineProvider, sensitive } from "@turnbolt/core";
import * as z from "zod";
import {
  accountConnection,
  bearer,
  logIn,
  openSession,
  post,
  type TokenConnection,
  tokenConnection,
} from "./client.ts";
import { checkRights, names, readAnswer } from "./shared.ts";

const parameters = z.object({ account: z.string().min(1) });
const secret = z.object({ account: z.string().min(1), password: sensitive() });
const propagation = { minimumMs: 0, deadlineMs: 10_000 };

const common = {
  parameters,
  secret,
  propagation,
  lifeMs: 60_000,
} as const;

const withToken = {
  ...common,
  app: "accounts",
  connection: tokenConnection,
} as const;

const admin = ({ url, token }: TokenConnection) => ({ url, authorization: bearer(token) });
type Admin = ReturnType<typeof admin>;

/** So many failed logins in a window lock an account for as long. */
const LOCKOUT = { attempts: 5, windowMs: 600_000 };

/** One value, ours: the target takes it as often as it is sent. */
export const singleChosen = defineProvider({
  ...withToken,
  type: "single-chosen",
  title: "Single, chosen",
  phase: "single",
  origin: "chosen",
  subjects: ({ url }, { account }) => [`${url}/${account}`],
  async connect(connection, runtime): Promise<Admin> {
    await post(runtime, admin(connection), "whoami");
    return admin(connection);
  },
  check: ({ client, runtime, parameters }) =>
    checkRights(runtime, client, "accounts:write", { account: parameters?.account }),
  options: {
    account: ({ client, runtime, search, cursor }) => names(runtime, client, "accounts", search, cursor),
  },
  choose: ({ parameters: { account }, run, attempt }) => ({
    handle: account,
    secret: { account, password: `chosen-${run.label}-${attempt}` },
  }),
  async issue({ client, runtime, draft }) {
    await post(runtime, client, "set", draft.secret);
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
});

/** The rotated account is the connection's own; a repeat is refused by the target's history, and it locks out. */
export const singleChosenOwnAccount = defineProvider({
  ...common,
  app: "own-accounts",
  connection: accountConnection,
  type: "single-chosen-own-account",
  title: "Single, chosen, the connection's own account",
  phase: "single",
  origin: "chosen",
  lockout: LOCKOUT,
  subjects: ({ url }, { account }) => [`${url}/${account}`],
  connect: (connection, runtime): Promise<Admin> => openSession(connection, runtime),
  check: ({ client, runtime, parameters }) =>
    checkRights(runtime, client, "accounts:write", { account: parameters?.account }),
  choose: ({ parameters: { account }, run, attempt }) => ({
    handle: account,
    secret: { account, password: `chosen-${run.label}-${attempt}` },
  }),
  async issue({ client, runtime, draft }) {
    await post(runtime, client, "set", draft.secret);
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
  asConnection: (connection, { account, password }) =>
    connection.username === account ? { ...connection, password } : null,
});

const granted = {
  ...withToken,
  subjects: ({ url }: TokenConnection, { account }: { account: string }) => [`${url}/${account}`],
  read: (answer: Parameters<typeof readAnswer>[0]) => {
    const value = readAnswer(answer, secret);
    return { handle: value.account, secret: value };
  },
} as const;

/** The target makes the value and shows it once. */
export const singleGranted = defineProvider({
  ...granted,
  type: "single-granted",
  title: "Single, granted",
  phase: "single",
  origin: "granted",
  async connect(connection, runtime): Promise<Admin> {
    await post(runtime, admin(connection), "whoami");
    return admin(connection);
  },
  check: ({ client, runtime, parameters }) =>
    checkRights(runtime, client, "accounts:write", { account: parameters?.account }),
  async issue({ client, runtime, parameters }) {
    await post(runtime, client, "rotate", { account: parameters.account });
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
});

/** The target makes the value, and tells it again when asked. */
export const singleGrantedReadBack = defineProvider({
  ...granted,
  type: "single-granted-read-back",
  title: "Single, granted, read back",
  phase: "single",
  origin: "granted",
  async connect(connection, runtime): Promise<Admin> {
    await post(runtime, admin(connection), "whoami");
    return admin(connection);
  },
  check: ({ client, runtime, parameters }) =>
    checkRights(runtime, client, "accounts:write", { account: parameters?.account }),
  async issue({ client, runtime, parameters }) {
    await post(runtime, client, "rotate", { account: parameters.account });
  },
  verify: ({ connection, runtime, credential }) => logIn(runtime, connection.url, credential.secret),
  async readBack({ client, runtime, parameters: { account } }) {
    const { password } = await post(runtime, client, "read", { account });
    return { handle: account, secret: secret.parse({ account, password }) };
  },
});

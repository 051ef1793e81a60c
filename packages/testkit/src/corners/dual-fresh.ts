import { defineProvider, isRotationError, type Runtime, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { type Ask, bearer, logIn, post, type TokenConnection, tokenConnection } from "./client.ts";
import { fingerprint } from "./credentials.ts";
import { checkRights, names, readAnswer } from "./shared.ts";

const secret = z.object({ id: z.string().min(1), key: sensitive() });

const listed = z.object({
  credentials: z.array(
    z.object({
      id: z.string(),
      issuedAt: z.number(),
      label: z.string().optional(),
      fingerprint: z.string().optional(),
    }),
  ),
});

const common = {
  app: "credentials",
  connection: tokenConnection,
  parameters: z.object({ owner: z.string().min(1) }),
  secret,
  lifeMs: 60_000,
  subjects: ({ url }: TokenConnection, { owner }: { owner: string }) => [`${url}/${owner}`],
  async connect({ url, token }: TokenConnection, runtime: Runtime): Promise<Ask> {
    const client = { url, authorization: bearer(token) };
    await post(runtime, client, "whoami");
    return client;
  },
} as const;

const instant = { minimumMs: 0, deadlineMs: 10_000 };
const lagging = { minimumMs: 1_000, deadlineMs: 30_000, listLagMs: 10_000 };

/** We name the credential and choose its value, so both are known before the call. */
export const dualFreshChosenKnownHandle = defineProvider({
  ...common,
  type: "dual-fresh-chosen-known-handle",
  title: "Dual, chosen, fresh, named by us",
  phase: "dual",
  handles: "fresh",
  origin: "chosen",
  propagation: instant,
  check: ({ client, runtime, parameters }) => rights(runtime, client, parameters?.owner),
  options: { owner: ({ client, runtime, search, cursor }) => owners(runtime, client, search, cursor) },
  choose({ run, attempt }) {
    const id = `user-${run.label}-${attempt}`;
    return { handle: id, secret: { id, key: `chosen-${run.label}-${attempt}` } };
  },
  async issue({ client, runtime, parameters: { owner }, draft }) {
    await post(runtime, client, "make", { owner, handle: draft.handle, key: draft.secret.key });
  },
  verify: ({ connection, runtime, parameters: { owner }, credential }) =>
    logIn(runtime, connection.url, { owner, ...credential.secret }),
  revoke: ({ client, runtime, parameters, handle }) => end(runtime, client, parameters.owner, handle),
  list: ({ client, runtime, parameters }) => list(runtime, client, parameters.owner),
});

/** The value is ours, the handle the target's; the list tells which entry is our draft. The value alone logs in. */
export const dualFreshChosenTargetHandle = defineProvider({
  ...common,
  type: "dual-fresh-chosen-target-handle",
  title: "Dual, chosen, fresh, named by the target",
  phase: "dual",
  handles: "fresh",
  origin: "chosen",
  capacity: 2,
  keepsLast: true,
  secret: z.object({ owner: z.string().min(1), key: sensitive() }),
  propagation: instant,
  check: ({ client, runtime, parameters }) => rights(runtime, client, parameters?.owner),
  choose: ({ parameters: { owner }, run, attempt }) => ({
    handle: `draft-${run.label}-${attempt}`,
    secret: { owner, key: `chosen-${run.label}-${attempt}` },
  }),
  async issue({ client, runtime, parameters: { owner }, draft }) {
    const held = await list(runtime, client, owner, draft.secret.key);
    const ours = held.find(({ isDraft }) => isDraft);
    if (ours) return { handle: ours.handle };
    const { id } = await post(runtime, client, "make", { owner, key: draft.secret.key });
    return { handle: z.string().parse(id) };
  },
  verify: ({ connection, runtime, credential: { secret } }) =>
    logIn(runtime, connection.url, { owner: secret.owner, id: secret.owner, key: secret.key }),
  revoke: ({ client, runtime, parameters, handle }) => end(runtime, client, parameters.owner, handle),
  list: ({ client, runtime, parameters, draft }) =>
    list(runtime, client, parameters.owner, draft?.secret.key),
});

const read = (answer: Parameters<typeof readAnswer>[0]) => {
  const value = readAnswer(answer, secret);
  return { handle: value.id, secret: value };
};

/** The target makes the credential, and keeps the label that we put on it. */
export const dualFreshGrantedLabelled = defineProvider({
  ...common,
  type: "dual-fresh-granted-labelled",
  title: "Dual, granted, fresh, labelled",
  phase: "dual",
  handles: "fresh",
  origin: "granted",
  labelled: true,
  propagation: lagging,
  check: ({ client, runtime, parameters }) => rights(runtime, client, parameters?.owner),
  async issue({ client, runtime, parameters: { owner }, run, neededUntil }) {
    await post(runtime, client, "make", { owner, label: run.label, until: neededUntil.toISOString() });
  },
  read,
  verify: ({ connection, runtime, parameters: { owner }, credential }) =>
    logIn(runtime, connection.url, { owner, ...credential.secret }),
  revoke: ({ client, runtime, parameters, handle }) => end(runtime, client, parameters.owner, handle),
  list: ({ client, runtime, parameters }) => list(runtime, client, parameters.owner),
});

/** The target makes the credential, and nothing on it says whose it is. */
export const dualFreshGrantedUnlabelled = defineProvider({
  ...common,
  type: "dual-fresh-granted-unlabelled",
  title: "Dual, granted, fresh, unlabelled",
  phase: "dual",
  handles: "fresh",
  origin: "granted",
  labelled: false,
  capacity: 2,
  propagation: lagging,
  check: ({ client, runtime, parameters }) => rights(runtime, client, parameters?.owner),
  async issue({ client, runtime, parameters: { owner } }) {
    await post(runtime, client, "make", { owner });
  },
  read,
  verify: ({ connection, runtime, parameters: { owner }, credential }) =>
    logIn(runtime, connection.url, { owner, ...credential.secret }),
  revoke: ({ client, runtime, parameters, handle }) => end(runtime, client, parameters.owner, handle),
  list: ({ client, runtime, parameters }) => list(runtime, client, parameters.owner),
});

const rights = (runtime: Runtime, client: Ask, owner: string | undefined) =>
  checkRights(runtime, client, "credentials:write", { owner });

const owners = (runtime: Runtime, client: Ask, search: string | undefined, cursor: string | undefined) =>
  names(runtime, client, "owners", search, cursor);

async function list(runtime: Runtime, client: Ask, owner: string, draft?: string) {
  const { credentials } = listed.parse(await post(runtime, client, "list", { owner }));
  return credentials.map(({ id, issuedAt, label, fingerprint: shown }) => ({
    handle: id,
    issuedAt: new Date(issuedAt),
    label,
    ...(draft !== undefined && { isDraft: shown === fingerprint(draft) }),
  }));
}

async function end(runtime: Runtime, client: Ask, owner: string, handle: string): Promise<void> {
  try {
    await post(runtime, client, "end", { owner, handle });
  } catch (error) {
    if (!isRotationError(error) || error.code !== "not-found") throw error;
  }
}

import { defineProvider, generatePassword, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { ask } from "./client.ts";

const me = z.object({ rights: z.array(z.string()) });
const held = z.object({ keys: z.array(z.object({ name: z.string(), createdAt: z.coerce.date() })) });

/** Rotates the API keys of an account: they live side by side, each under a name of ours. */
export default defineProvider({
  type: "example-api-key",
  app: "example",
  title: "Example API key",
  phase: "dual",
  origin: "chosen",
  handles: "fresh",
  connection: z.object({ url: z.url(), key: sensitive() }),
  parameters: z.object({ account: z.string().regex(/^\w+$/) }),
  secret: z.object({ key: sensitive() }),
  subjects: ({ url }, { account }) => [`${new URL(url).host}/${account}`],
  connect: (connection) => connection,
  async check({ client: { url, key }, runtime, parameters }) {
    if (parameters) await ask(runtime, key, `GET ${url}/${parameters.account}/keys`);
    const { rights } = me.parse(JSON.parse(await ask(runtime, key, `GET ${url}/me`)));
    return [{ permission: "keys:write", held: rights.includes("keys:write") }];
  },

  choose: ({ run, attempt }) => ({ handle: `${run.label}-${attempt}`, secret: { key: generatePassword() } }),
  async issue({ client: { url, key }, runtime, parameters: { account }, draft: { handle, secret } }) {
    await ask(runtime, key, `PUT ${url}/${account}/keys/${handle}`, { key: secret.key });
  },
  async verify({ connection: { url }, runtime, credential: { secret } }) {
    await ask(runtime, secret.key, `GET ${url}/me`, undefined, { 401: "refused" });
  },
  async revoke({ client: { url, key }, runtime, parameters: { account }, handle }) {
    await ask(runtime, key, `DELETE ${url}/${account}/keys/${handle}`, undefined, { 404: "fine" });
  },
  async list({ client: { url, key }, runtime, parameters: { account } }) {
    const { keys } = held.parse(JSON.parse(await ask(runtime, key, `GET ${url}/${account}/keys`)));
    return keys.map(({ name, createdAt }) => ({ handle: name, issuedAt: createdAt }));
  },
});

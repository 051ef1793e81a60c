import { readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type Certificate, selfSigned } from "@turnbolt/targets";
import { type Session, SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../../src/env.ts";
import { memory } from "../fixtures/memory-plugin.ts";
import { sharedDatabase } from "../support/shared-database.ts";
import type { clientOf } from "../support/turnbolt.ts";
import { startReceiver, status } from "./receiver.ts";

const PASSWORD = "a mail password: never to be seen";

interface Mailed extends Pick<Session, "secure" | "user"> {
  readonly to: readonly string[];
  readonly text: string;
}

let database: Awaited<ReturnType<typeof sharedDatabase>>;
let client: ReturnType<typeof clientOf>;
let certificate: Certificate;
const servers: SMTPServer[] = [];

beforeAll(async () => {
  certificate = await selfSigned("DNS:localhost,IP:127.0.0.1");
  database = await sharedDatabase([memory]);
  ({ client } = await database.start());
}, 60_000);
afterEach(async () => {
  await database.sql`delete from turnbolt.channels`;
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((done) => server.close(done))));
});
afterAll(async () => {
  await database.stop();
  rmSync(certificate.folder, { recursive: true });
});

/** A real mail server that lets one user in and takes mail for everybody but `nobody@…`. */
async function mailServer(
  options: { readonly secure?: boolean; readonly disabledCommands?: readonly string[] } = {},
) {
  const mails: Mailed[] = [];
  const server = new SMTPServer({
    key: readFileSync(certificate.key, "utf8"),
    cert: certificate.certificate.pem,
    authOptional: true,
    ...options,
    onAuth: ({ username, password }, _session, done) =>
      username === "turnbolt" && password === PASSWORD
        ? done(null, { user: username })
        : done(new Error(`no such login: ${username} ${password}`)),
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith("nobody@") ? new Error("unknown") : undefined),
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (bytes: Buffer) => {
        text += bytes.toString("utf8");
      });
      stream.on("end", () => {
        // It begins a new envelope when this one has been taken.
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ secure: session.secure, user: session.user ?? "", to, text });
        done();
      });
    },
  });
  servers.push(server);
  server.on("error", () => {});
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { mails, port: (server.server.address() as AddressInfo).port }; // it listens on a port
}

async function aChannel(settings: object) {
  const input = { kind: "email", name: "mail", settings } as Parameters<
    typeof client.channels.create.mutate
  >[0];
  return (await client.channels.create.mutate(input)).channel;
}

const test = async (channelId: string) => (await client.channels.test.mutate({ channelId })).delivery;

const smtp = (port: number, more: object = {}) => ({
  to: ["ops@turnbolt.test", "dev@turnbolt.test"],
  smtp: {
    host: "localhost",
    port,
    from: "turnbolt@turnbolt.test",
    user: "turnbolt",
    password: PASSWORD,
    caCertificate: certificate.certificate.pem,
    ...more,
  },
});

describe("a mail", () => {
  it.each([
    ["STARTTLS", {}, { security: "starttls" }],
    ["TLS from the start", { secure: true }, { security: "tls" }],
  ])("goes out with a login, by %s", async (_, server, settings) => {
    const { port, mails } = await mailServer(server);
    const { id } = await aChannel(smtp(port, settings));
    const delivery = await test(id);
    expect(delivery).toMatchObject({ state: "delivered", attempts: [{ error: null }] });
    const to = ["ops@turnbolt.test", "dev@turnbolt.test"];
    expect(mails).toMatchObject([{ secure: true, user: "turnbolt", to }]);
    const text = mails[0]?.text;
    expect(text).toContain("Subject: [Turnbolt] Turnbolt: a test");
    expect(text).toContain("From: turnbolt@turnbolt.test");
    expect(text).toContain(`Message-ID: <${delivery.id}@turnbolt>`);
    expect(text).toContain("a test: this channel works");
  });

  it("is not sent in the clear where TLS was asked for", async () => {
    const { port, mails } = await mailServer({ disabledCommands: ["STARTTLS"] });
    const { id } = await aChannel(smtp(port));
    expect((await test(id)).attempts[0]?.error).toBe("no secure connection to the mail server");
    expect(mails).toEqual([]);
  });

  it("is not handed to a server whose certificate nobody trusts", async () => {
    const { port, mails } = await mailServer();
    const { id } = await aChannel(smtp(port, { caCertificate: undefined }));
    expect((await test(id)).attempts[0]?.error).toMatch(/certificate|secure connection/);
    expect(mails).toEqual([]);
  });

  it("is refused in words that quote neither login nor password", async () => {
    const { port } = await mailServer();
    const { id } = await aChannel(smtp(port, { password: `${PASSWORD}, but wrong` }));
    expect((await test(id)).attempts[0]?.error).toBe("the mail server refuses the login");
    const other = { ...smtp(port), to: ["nobody@turnbolt.test", "ops@turnbolt.test"] };
    await client.channels.update.mutate({ channelId: id, settings: other });
    expect((await test(id)).attempts[0]?.error).toBe("the mail server refuses 1 of the recipients");
  });

  it("needs a mail server, of the channel or of the installation", async () => {
    await expect(aChannel({ to: ["ops@turnbolt.test"] })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST", issues: [{ path: ["settings", "smtp"] }] },
    });
    const { port, mails } = await mailServer({ disabledCommands: ["STARTTLS"] });
    const { settings } = readEnvironment({
      TURNBOLT_SMTP_URL: `smtp://turnbolt:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}?security=none`,
      TURNBOLT_MAIL_FROM: "turnbolt@turnbolt.test",
    });
    const { mailServer: ours } = settings;
    const second = await database.start("api", { mailServer: ours, blockPrivate: true });
    const input = { kind: "email", name: "ours", settings: { to: ["ops@turnbolt.test"] } } as const;
    const { channel } = await second.client.channels.create.mutate(input as never);
    await second.client.channels.test.mutate({ channelId: channel.id });
    expect(mails.map(({ user }) => user)).toEqual(["turnbolt"]);
  });
});

describe("the secrets of a channel", () => {
  it("are in no answer, no log and no row in the clear", async () => {
    const { port } = await mailServer();
    const mail = await aChannel(smtp(port));
    const hook = await startReceiver(status(500));
    const slackUrl = `${hook.url}/T0/B0/never-to-be-seen`;
    const slack = await client.channels.create.mutate({
      kind: "slack",
      name: "s",
      settings: { url: slackUrl },
    } as never);
    const made = await client.channels.create.mutate({
      kind: "webhook",
      name: "w",
      settings: { url: hook.url },
    } as never);
    for (const { id } of [mail, slack.channel, made.channel]) await test(id);
    expect(JSON.parse(hook.received[0]?.body ?? "")).toEqual({
      text: expect.stringContaining("*Turnbolt: a test*"),
    });
    await hook.stop();
    expect(made.signingSecret).toMatch(/^whsec_.{44}$/);
    const answers = JSON.stringify([
      mail,
      slack,
      made.channel,
      await client.channels.list.query({}),
      await Promise.all(
        [mail, slack.channel, made.channel].map(({ id }) => client.deliveries.list.query({ channelId: id })),
      ),
    ]);
    const tables = ["channels", "deliveries", "audit", "outbox"].map(
      (table) => `query_to_xml('select * from turnbolt.${table}', true, true, '')::text`,
    );
    const [row] = await database.sql.unsafe(`select ${tables.join(" || ")} as text`);
    for (const secret of [
      PASSWORD,
      "never-to-be-seen",
      made.signingSecret ?? "",
      (made.signingSecret ?? "").slice(6),
    ]) {
      expect(answers).not.toContain(secret);
      expect(database.lines.join("")).not.toContain(secret);
      expect(row?.text).not.toContain(secret);
    }
    expect(slack.channel.settings).toEqual({ host: `127.0.0.1:${hook.port}` });
  });

  it("stay when they are left out of a change, but go to no other server", async () => {
    const [one, other] = [await mailServer(), await mailServer()];
    const { id } = await aChannel(smtp(one.port));
    const without = (port: number) => ({ channelId: id, settings: smtp(port, { password: undefined }) });
    await client.channels.update.mutate(without(one.port));
    expect((await test(id)).state).toBe("delivered");
    await client.channels.update.mutate({ channelId: id, name: "renamed" });
    expect((await test(id)).state).toBe("delivered");
    await client.channels.update.mutate(without(other.port));
    expect((await test(id)).attempts[0]?.error).toBe("the mail server refuses the login");
    expect(other.mails).toEqual([]);
  });
});

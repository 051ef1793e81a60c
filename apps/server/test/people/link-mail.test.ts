import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenOf } from "../support/browser.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

const PUBLIC = "https://turnbolt.example.test";

let turnbolt: Turnbolt;
let server: SMTPServer;
const mails: { readonly to: readonly string[]; readonly text: string }[] = [];

beforeAll(async () => {
  server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: ({ address }, _session, done) =>
      done(address.startsWith("nobody@") ? new Error("unknown") : undefined),
    onData: (stream, session, done) => {
      let text = "";
      stream.on("data", (bytes: Buffer) => {
        text += bytes.toString("utf8");
      });
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done();
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.server.address() as AddressInfo; // it listens on a port
  const mailServer = { host: "127.0.0.1", port, security: "none", from: "turnbolt@example.test" } as const;
  // A mail server of the installation's own may be anywhere.
  turnbolt = await startTurnbolt({ publicUrl: PUBLIC, mailServer, blockPrivate: true });
}, 60_000);
afterAll(async () => {
  await turnbolt.stop();
  await new Promise<void>((done) => server.close(done));
});

/** As a mail program shows it: lines that were broken for the way are whole again. */
const shown = (text = ""): string => text.replace(/=\r\n/g, "").replace(/=3D/g, "=");

describe("a link", () => {
  it("is mailed to the one who is invited, and to nobody else", async () => {
    const email = "grace@example.test";
    const made = await turnbolt.client.invitations.create.mutate({ email });
    expect(made.mailed).toBe(true);
    expect(mails.at(-1)?.to).toEqual([email]);
    expect(shown(mails.at(-1)?.text)).toContain(made.link);
    const renewed = await turnbolt.client.invitations.renew.mutate({ invitationId: made.invitation.id });
    expect(shown(mails.at(-1)?.text)).toContain(renewed.link);
    const token = tokenOf(renewed.link);
    const password = "a passphrase of Grace's own";
    const { person } = await turnbolt.client.invitations.accept.mutate({ token, name: "G", password });
    const reset = await turnbolt.client.people.resetPassword.mutate({ personId: person.id });
    expect(reset.mailed).toBe(true);
    expect(shown(mails.at(-1)?.text)).toContain(reset.link);
    expect(mails).toHaveLength(3);
    expect(turnbolt.lines.join("")).not.toMatch(/tbl_/);
  });

  it("that the mail server does not take is told to the admin alone, and the invitation stands", async () => {
    const made = await turnbolt.client.invitations.create.mutate({ email: "nobody@example.test" });
    expect(made).toMatchObject({ mailed: false, link: expect.stringContaining(PUBLIC) });
    const token = tokenOf(made.link);
    expect(await turnbolt.client.invitations.look.mutate({ token })).toMatchObject({
      email: "nobody@example.test",
    });
    const told = turnbolt.lines.filter((line) => line.includes("a link could not be mailed"));
    expect(told).toHaveLength(1);
    expect(told.join("")).not.toMatch(/tbl_|nobody@/);
  });
});

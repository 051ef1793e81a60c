import { randomUUID } from "node:crypto";
import { PASSWORD, tokenOf } from "../support/browser.ts";
import type { Make } from "./inputs.ts";
import { HERE, type World } from "./world.ts";

/** Somebody who is there, and has never signed in. */
async function somebody({ sql, next }: World): Promise<{ personId: string }> {
  const personId = randomUUID();
  const email = `somebody-${next()}@example.test`;
  await sql`insert into turnbolt.people (id, email, name) values (${personId}, ${email}, ${HERE})`;
  return { personId };
}

async function aMember(world: World) {
  const member = { projectId: world.here, ...(await somebody(world)) };
  await world.root("members.add", { ...member, role: "viewer" });
  return member;
}

const invited = (world: World) => ({
  email: `guest-${world.next()}@example.test`,
  projects: [{ projectId: world.here, role: "viewer" }],
});

const anInvitation = async (world: World) => ({
  invitationId: await world.root("invitations.create", invited(world), "invitation.id"),
});

const anInvitationsToken = async (world: World) => ({
  token: tokenOf(await world.root("invitations.create", invited(world), "link")),
});

const aResetToken = async (world: World) => ({
  token: tokenOf(await world.root("people.resetPassword", await somebody(world), "link")),
});

/** About those who sign in, by those who look after them. */
export const inputsOfPeople: Readonly<Record<string, Make>> = {
  "people.list": () => ({}),
  "people.get": somebody,
  "people.projects": somebody,
  "people.update": async (world) => ({ ...(await somebody(world)), name: "another name" }),
  "people.disable": somebody,
  "people.enable": async (world) => {
    const person = await somebody(world);
    await world.root("people.disable", person);
    return person;
  },
  "people.endSessions": somebody,
  "people.resetPassword": somebody,

  "members.list": ({ here }) => ({ projectId: here }),
  "members.add": async (world) => ({ projectId: world.here, ...(await somebody(world)), role: "viewer" }),
  "members.change": async (world) => ({ ...(await aMember(world)), role: "operator" }),
  "members.remove": aMember,

  "invitations.list": ({ here }) => ({ projectId: here }),
  "invitations.list:installation": () => ({}),
  "invitations.create": invited,
  "invitations.create:installation": (world) => ({ ...invited(world), isAdmin: true }),
  "invitations.renew": anInvitation,
  "invitations.revoke": anInvitation,
  "invitations.look": anInvitationsToken,
  "invitations.accept": async (world) => ({
    ...(await anInvitationsToken(world)),
    name: "guest",
    password: PASSWORD,
  }),

  "passwords.reset": async (world) => ({ ...(await aResetToken(world)), password: PASSWORD }),
  "setUp.state": () => ({}),
  // There is an admin, so no link makes another one.
  "setUp.complete": () => ({
    token: "tbl_used",
    email: "more@example.test",
    name: "more",
    password: PASSWORD,
  }),
};

/** About whoever asks: made for each one, and refused as nonsense (400) to who is no person. */
export const inputsOfOneself: Readonly<Record<string, Make>> = {
  "me.get": () => ({}),
  "me.rename": (_, { name }) => ({ name }),
  "me.changePassword": async (world, { personId }) => {
    await withFirstPassword(world, personId);
    return { currentPassword: PASSWORD, newPassword: `another ${PASSWORD}` };
  },
  "me.sessions": () => ({}),
  "me.endSession": async ({ sql, next }, { personId }) => {
    const sessionId = randomUUID();
    if (personId !== null) {
      await sql`
        insert into turnbolt.sessions (id, person_id, token_hash, expires_at)
        values (${sessionId}, ${personId}, ${Buffer.from(`no token ${next()}`)}, now() + interval '1 hour')`;
    }
    return { sessionId };
  },
  "me.endSessions": () => ({ keepCurrent: true }),
};

const firstPasswords = new Map<string, Uint8Array>();

/** Gives somebody the password back that they came with: the door before may have changed it. */
async function withFirstPassword({ sql }: World, personId: string | null): Promise<void> {
  if (personId === null) return;
  const known = firstPasswords.get(personId);
  if (known) await sql`update turnbolt.people set password = ${known} where id = ${personId}`;
  const [row] = await sql`select password from turnbolt.people where id = ${personId}`;
  if (row?.password) firstPasswords.set(personId, row.password as Uint8Array); // bytea, as the driver gives it
}

import { ApiError, invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { abilityFor, type Role } from "../permissions/policy.ts";
import type { Parts } from "../services.ts";
import type { ChangePassword } from "./me-schema.ts";
import { assertGoodPassword } from "./password-rules.ts";
import { openHash, sealedHash } from "./passwords.ts";

export type MeService = ReturnType<typeof meService>;

/** What everybody may ask about and do for themselves. */
export const meService = (parts: Pick<Parts, "store" | "engine" | "people">) => {
  const { people, projects } = parts.store;
  return {
    /** Who asks, and the rules that will be applied to them. */
    async get(actor: Actor) {
      const person = actor.kind === "person" ? await people.find(personIdOf(actor)) : null;
      const known = await projects.list([...actor.roles.keys()]);
      return {
        id: actor.id,
        kind: actor.kind,
        name: actor.name,
        email: person?.email ?? null,
        isAdmin: actor.isAdmin,
        hasPassword: person?.hasPassword ?? false,
        rules: actor.isAdmin ? EVERYTHING : [],
        projects: known.flatMap(({ id: projectId, slug, name }) => {
          const role = actor.roles.get(projectId);
          return role ? [{ projectId, slug, name, role, rules: rulesOf(role) }] : [];
        }),
      };
    },
    async rename(name: string, actor: Actor) {
      await people.update(personIdOf(actor), { name }, actor);
      return await this.get({ ...actor, name });
    },
    /** Ends every other session. */
    async changePassword({ currentPassword, newPassword }: ChangePassword, actor: Actor) {
      const id = personIdOf(actor);
      const person = await people.find(id);
      if (!person?.password) throw invalid("You have no password here: you sign in elsewhere.");
      await assertPassword(parts, { id, password: person.password }, currentPassword);
      assertGoodPassword(newPassword, [person.email, person.name], "newPassword");
      const { passwords } = parts.people;
      const password = await sealedHash(parts.engine.cipher, passwords, id, newPassword);
      await people.changePassword({ id, password, keep: actor.sessionId ?? null }, actor);
      return {};
    },
    async sessions(actor: Actor) {
      const found = await people.sessions.list(personIdOf(actor));
      const shown = found.map(({ id, address, userAgent, createdAt, expiresAt }) => ({
        ...{ id, address, userAgent, createdAt, expiresAt },
        isCurrent: id === actor.sessionId,
      }));
      return { sessions: shown };
    },
    async endSession(id: string, actor: Actor): Promise<{ ended: number }> {
      if (await people.sessions.end(personIdOf(actor), id, actor)) return { ended: 1 };
      throw new ApiError("not-found", `You have no session ${id}.`);
    },
    async endSessions(keepCurrent: boolean, actor: Actor): Promise<{ ended: number }> {
      const but = keepCurrent ? (actor.sessionId ?? null) : null;
      return { ended: await people.sessions.endAll(personIdOf(actor), but, actor) };
    },
  };
};

/** Whose name begins with `user:` has its id behind it. */
export const USER = "user:";

function personIdOf(actor: Actor): string {
  if (actor.kind === "person") return actor.id.slice(USER.length);
  throw invalid("Only people have sessions, names of their own and passwords here.");
}

/** Who is at somebody's open screen does not find the password by trying: that is limited as signing in is. */
async function assertPassword(
  { engine, people }: Pick<Parts, "engine" | "people">,
  { id, password }: { readonly id: string; readonly password: Uint8Array },
  given: string,
): Promise<void> {
  await people.admitTry(id);
  const hash = await openHash(engine.cipher, id, password);
  if (!(await people.passwords.verify(hash, given))) {
    throw invalid("This is not your password.", "currentPassword");
  }
}

const EVERYTHING = [{ action: "manage", subject: "all" }];

const rulesOf = (role: Role) => abilityFor(role).rules.map(({ action, subject }) => ({ action, subject }));

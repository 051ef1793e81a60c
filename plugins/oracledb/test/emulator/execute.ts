import type { Column, Query, Scope, Value } from "./query.ts";
import { readStatement, type Statement } from "./statements.ts";
import { Refused } from "./tokens.ts";
import { error, type Instance, isPassword, type OracleError, setPassword, type User } from "./users.ts";

/** Rows with the names of their columns. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export type Outcome = { readonly error: OracleError } | Rows;

const NOTHING: Rows = { columns: [], rows: [] };

/** Runs one statement as a user; a wait for a lock ends with the interrupt, but not with the client. */
export async function execute(
  instance: Instance,
  self: User,
  sql: string,
  binds: ReadonlyMap<string, string>,
  interrupted: Promise<void>,
): Promise<Outcome> {
  const statement = readStatement(sql);
  if ("number" in statement) return { error: statement };
  try {
    if (statement.kind === "query") return look(instance, self, statement.query, binds);
    const allowed = permission(instance, self, statement);
    if (allowed) return { error: allowed };
    const name = "name" in statement ? statement.name : (statement.values[0] ?? "");
    if (!(await locked(instance, name, interrupted)))
      return { error: error(1013, "user requested cancel of current operation") };
    return change(instance, statement);
  } catch (refused) {
    if (refused instanceof Refused) return { error: refused.error };
    throw refused;
  }
}

type Change = Exclude<Statement, { kind: "query" }>;

function permission(instance: Instance, self: User, statement: Change): OracleError | null {
  if (statement.kind === "call") {
    const { procedure } = statement;
    const may = self.privileges.has(`EXECUTE ON ${procedure}`) && instance.procedures.has(procedure);
    return may ? null : error(6576, "not a valid function or procedure name");
  }
  const own = statement.kind === "alter-user" && statement.name === self.name;
  return own || self.privileges.has("ALTER USER") ? null : error(1031, "insufficient privileges");
}

/** Waits for whoever holds the user's row. */
async function locked(instance: Instance, name: string, interrupted: Promise<void>): Promise<boolean> {
  const lock = instance.locks.get(name);
  if (!lock) return true;
  return await Promise.race([lock.then(() => true), interrupted.then(() => false)]);
}

function change(instance: Instance, statement: Change): Outcome {
  if (statement.kind === "call") {
    const [name = "", password = ""] = statement.values;
    return done(setPassword(instance, name, password));
  }
  const user = instance.users.get(statement.name);
  if (statement.kind === "alter-user") {
    const refusal = user?.administrative ? replaced(user, statement.old) : null;
    return done(refusal ?? setPassword(instance, statement.name, statement.password));
  }
  if (!user) return done(error(1918, `user '${statement.name}' does not exist`));
  user.locked = statement.locked;
  return NOTHING;
}

const replaced = (user: User, old: string | null): OracleError | null =>
  old !== null && isPassword(old, user.verifier)
    ? null
    : error(28228, "REPLACE clause not specified when the password was being changed.");

const done = (refusal: OracleError | null): Outcome => (refusal ? { error: refusal } : NOTHING);

function look(instance: Instance, self: User, query: Query, binds: ReadonlyMap<string, string>): Rows {
  const view = viewsOf(instance, self)[query.from];
  if (!view) throw new Refused(942, "table or view does not exist");
  const scopes = view().map((row): Scope => ({ row, binds, sessionUser: self.name }));
  const found = scopes.filter(query.where);
  const { orderBy } = query;
  if (orderBy) found.sort((a, b) => (String(orderBy(a)) < String(orderBy(b)) ? -1 : 1));
  const cells = (scope: Scope) => query.columns.map(({ read }: Column) => read(scope));
  return { columns: query.columns.map(({ name }) => name), rows: found.slice(0, query.first).map(cells) };
}

type View = () => readonly Readonly<Record<string, Value>>[];

/** What this user may see: everybody's names, and more of them with a grant on the view. */
function viewsOf({ users }: Instance, { privileges }: User): Readonly<Record<string, View | undefined>> {
  const all = [...users.values()];
  const seesDba = privileges.has("SELECT ON SYS.DBA_USERS") || privileges.has("SELECT ANY DICTIONARY");
  return {
    DUAL: () => [{ DUMMY: "X" }],
    SESSION_PRIVS: () =>
      [...privileges].filter((name) => !name.includes(" ON ")).map((PRIVILEGE) => ({ PRIVILEGE })),
    ALL_USERS: () =>
      all.map(({ name, id, maintained }) => ({
        USERNAME: name,
        USER_ID: id,
        ORACLE_MAINTAINED: maintained ? "Y" : "N",
      })),
    DBA_USERS: seesDba
      ? () =>
          all.map((user) => ({
            USERNAME: user.name,
            USER_ID: user.id,
            ORACLE_MAINTAINED: user.maintained ? "Y" : "N",
            AUTHENTICATION_TYPE: user.authentication,
            ACCOUNT_STATUS: user.locked ? "LOCKED" : user.expired ? "EXPIRED" : "OPEN",
          }))
      : undefined,
  };
}

import type { Permission } from "@turnbolt/core";
import { asConnection, EXTENDED, type Reach } from "./client.ts";
import { failure } from "./errors.ts";
import type { Parameters } from "./schema.ts";
import type { Sql } from "./session.ts";
import { identifier, passwordStatement } from "./statement.ts";

/** What the connection, and the accounts themselves, may do; throws for accounts that cannot be rotated. */
export function checkRights(reach: Reach, parameters?: Parameters): Promise<readonly Permission[]> {
  return asConnection(reach, async (sql) => {
    const self = await whoAmI(sql);
    const writable = { permission: "a writable server (primary)", held: !self.readOnly };
    const mayAlterRoles = { permission: "CREATEROLE", held: self.superuser || self.createRole };
    if (!parameters) return [writable, mayAlterRoles];
    const accounts = await accountsOf(sql, parameters);
    const usable = accounts.map(({ name, connects }) => ({
      permission: `CONNECT ON DATABASE ${identifier(reach.connection.database)} TO ${identifier(name)}`,
      held: connects,
    }));
    if (parameters.rotationStatement === undefined) {
      return [writable, mayAlterRoles, ...(await rightsOverAll(sql, accounts, self)), ...usable];
    }
    await describeStatement(sql, parameters.rotationStatement, reach.connection.database);
    return [writable, ...usable];
  });
}

/** Fails with what is wrong about the account, if a new password could not work for it. */
export async function assertUsable(sql: Sql, name: string): Promise<void> {
  const [account] = await find(sql, [name]);
  if (!account)
    throw failure("not-found", `account ${name} does not exist; create it or correct the parameters`);
  if (!account.canLogin) throw failure("invalid", `account ${name} may not log in; ALTER ROLE … LOGIN`);
  if (account.expired) throw failure("invalid", `account ${name} has expired; ALTER ROLE … VALID UNTIL`);
}

/** Who changes a password. */
interface Actor {
  readonly name: string;
  readonly superuser: boolean;
  readonly createRole: boolean;
}

interface Self extends Actor {
  readonly version: number;
  readonly readOnly: boolean;
}

interface Account extends Actor {
  readonly replication: boolean;
  readonly canLogin: boolean;
  readonly expired: boolean;
  readonly administered: boolean;
  readonly connects: boolean;
}

async function whoAmI(sql: Sql): Promise<Self> {
  const [self] = await sql<Self[]>`
    SELECT rolname AS name, current_setting('server_version_num')::int AS version, rolsuper AS superuser,
      rolcreaterole AS "createRole", current_setting('transaction_read_only') = 'on' AS "readOnly"
    FROM pg_roles WHERE rolname = current_user`;
  if (!self) throw failure("unauthorized", "the connection's role was removed while it was logged in");
  return self;
}

async function accountsOf(sql: Sql, { username1, username2 }: Parameters): Promise<Account[]> {
  if (username1 === username2) throw failure("invalid", "the two accounts are the same; name two");
  for (const name of [username1, username2]) await assertUsable(sql, name);
  return find(sql, [username1, username2]);
}

/** `by`: whose power over them is asked for; ours when absent. */
const find = (sql: Sql, names: readonly string[], by: string | null = null): Promise<Account[]> => sql<
  Account[]
>`
  SELECT rolname AS name, rolsuper AS superuser, rolcreaterole AS "createRole",
    rolreplication AS replication, rolcanlogin AS "canLogin",
    coalesce(rolvaliduntil <= now(), false) AS expired,
    pg_has_role(coalesce(${by}::name, current_user), oid, 'MEMBER WITH ADMIN OPTION') AS administered,
    has_database_privilege(oid, current_database(), 'CONNECT') AS connects
  FROM pg_roles WHERE rolname IN ${sql(names)} ORDER BY rolname`;

/** Where one of the two is the connection's own login, the other one is next, and has to be able to do the same. */
async function rightsOverAll(sql: Sql, accounts: readonly Account[], self: Self): Promise<Permission[]> {
  const others = accounts.filter(({ name }) => name !== self.name);
  const ours = others.flatMap((account) => rightsOver(account, self, self.version));
  const [next] = others;
  if (!next || others.length === accounts.length) return ours;
  const own = await find(sql, [self.name], next.name);
  const theirs = own.flatMap((account) => rightsOver(account, next, self.version));
  const mayAlterRoles = { permission: "CREATEROLE", held: next.superuser || next.createRole };
  const named = ({ permission, held }: Permission) => ({
    permission: `${permission} for ${identifier(next.name)}`,
    held,
  });
  return [...ours, ...[mayAlterRoles, ...theirs].map(named)];
}

/** PostgreSQL 16 took away CREATEROLE's power over every role and asks for ADMIN OPTION instead. */
function rightsOver(
  { name, superuser, replication, administered }: Account,
  by: Actor,
  version: number,
): Permission[] {
  const account = identifier(name);
  if (superuser) return [{ permission: `SUPERUSER (over superuser ${account})`, held: by.superuser }];
  if (version >= 160_000) {
    return [{ permission: `ADMIN OPTION ON ${account}`, held: by.superuser || administered }];
  }
  return replication
    ? [{ permission: `SUPERUSER (over replication role ${account})`, held: by.superuser }]
    : [];
}

/** Lets the server read the statement without running it. */
async function describeStatement(sql: Sql, template: string, database: string): Promise<void> {
  const values = { username: "account", password: "password", database };
  await sql.unsafe(passwordStatement(template, values), [], EXTENDED).describe();
}

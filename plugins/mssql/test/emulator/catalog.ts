import { DatabaseSync } from "node:sqlite";
import { holds, type Instance, keyOf, type Login, mayAlter, sees } from "./instance.ts";
import type { Query } from "./requests.ts";
import type { Cell, Rows, SqlError } from "./tokens.ts";

/** Runs a query over what this login can see of the catalog; an unknown view, column or function is an error. */
export function select(instance: Instance, viewer: Login, { text, values }: Query): Rows | SqlError {
  if (/\blimit\b|\|\||\bglob\b/i.test(text)) {
    return { number: 102, severity: 15, text: "Incorrect syntax near a word of another dialect." };
  }
  const unknown = text.match(/@\w+/g)?.find((name) => !values.has(name));
  if (unknown) return { number: 137, severity: 15, text: `Must declare the scalar variable "${unknown}".` };
  const database = new DatabaseSync(":memory:");
  try {
    fill(database, instance, viewer);
    define(database, instance, viewer);
    const query = database.prepare(withLimit(text));
    const rows = query.all(Object.fromEntries(values)).map((row) => Object.values(row) as Cell[]); // no blobs there
    return { columns: query.columns().map(({ name }) => name), rows };
  } catch (error) {
    return errorOf(error instanceof Error ? error.message : "");
  } finally {
    database.close();
  }
}

/** `TOP (n)` says at the start what the engine underneath wants at the end. */
const withLimit = (text: string) => {
  const top = /^SELECT TOP \( (\d+) \)/i.exec(text);
  return top ? `SELECT${text.slice(top[0].length)} LIMIT ${top[1]}` : text;
};

function fill(database: DatabaseSync, { logins }: Instance, viewer: Login): void {
  database.exec(`ATTACH ':memory:' AS sys;
    CREATE TABLE sys.server_principals (principal_id INT, name TEXT COLLATE NOCASE, type TEXT, is_disabled INT)`);
  const insert = database.prepare("INSERT INTO sys.server_principals VALUES (?, ?, ?, ?)");
  for (const login of logins.values()) {
    if (sees(viewer, login)) insert.run(login.id, login.name, login.type, login.enabled ? 0 : 1);
  }
}

function define(database: DatabaseSync, { logins }: Instance, viewer: Login): void {
  const visible = (name: unknown) => {
    const login = logins.get(keyOf(String(name)));
    return login && sees(viewer, login) ? login : undefined;
  };
  database.function("SUSER_SNAME", () => viewer.name);
  database.function("QUOTENAME", (name) => `[${String(name).replaceAll("]", "]]")}]`);
  // An empty text is found nowhere.
  database.function("CHARINDEX", (part, whole) =>
    part === "" ? 0 : String(whole).toLowerCase().indexOf(String(part).toLowerCase()) + 1,
  );
  database.function("IS_SRVROLEMEMBER", (role, name) => {
    const login = visible(name);
    return login && role === "sysadmin" ? Number(login.sysadmin) : null;
  });
  database.function("HAS_PERMS_BY_NAME", (securable, kind, permission) => {
    if (kind === null && securable === null) return Number(holds(viewer, String(permission)));
    const name = /^\[(.*)\]$/s.exec(String(securable))?.[1]?.replaceAll("]]", "]");
    const login = visible(name);
    if (kind !== "LOGIN" || permission !== "ALTER" || !login) return null;
    return Number(mayAlter(viewer, { ...login, sysadmin: false }));
  });
}

function errorOf(message: string): SqlError {
  const [, what = ""] = /: (.*)$/.exec(message) ?? [];
  if (message.startsWith("no such table"))
    return { number: 208, severity: 16, text: `Invalid object name '${what}'.` };
  if (message.startsWith("no such column"))
    return { number: 207, severity: 16, text: `Invalid column name '${what}'.` };
  if (message.startsWith("no such function"))
    return { number: 195, severity: 15, text: `'${what}' is not a recognized built-in function name.` };
  return { number: 102, severity: 15, text: `Incorrect syntax: ${message}` };
}

import { randomBytes } from "node:crypto";
import { isRotationError, type OptionPage, type Permission, type Runtime } from "@turnbolt/core";
import type { Entry } from "ldapts";
import { bind, type Login, type Session } from "./client.ts";
import { failure, isForbidden, isResult } from "./errors.ts";
import { isDn } from "./names.ts";
import { PASSWORD_MODIFY, passwordModify } from "./password-modify.ts";
import { type Connection, isOwn, type Parameters } from "./schema.ts";

/** Where a call works. */
export interface Reach {
  readonly client: Session;
  readonly connection: Connection;
  readonly runtime: Runtime;
}

/** The DN of an account; a UPN is looked up. */
export async function dnOf(session: Session, name: string): Promise<string> {
  if (isDn(name)) return name;
  const { EqualityFilter } = await import("ldapts");
  const base = await baseOf(session);
  // A filter object: nothing in the name can be taken for a filter.
  const filter = new EqualityFilter({ attribute: "userPrincipalName", value: name });
  const { searchEntries } = await session.run((driver) =>
    driver.search(base, { scope: "sub", filter, attributes: ["1.1"], sizeLimit: 2 }),
  );
  const [found, another] = searchEntries;
  if (!found) throw failure("not-found", `there is no account ${name}; correct the parameters`);
  if (another) throw failure("invalid", `there are several accounts ${name}; give the DN`);
  return found.dn;
}

/** The connection's account sets another one's password, or its own. */
export async function reset(
  { client, connection }: Reach,
  parameters: Parameters,
  password: string,
): Promise<void> {
  if (!isOwn(connection, parameters)) return await set(client, connection, parameters.dn, { password });
  // The engine may have come in with the draft itself: then it is set.
  if (client.login.password === password) return;
  await set(client, connection, parameters.dn, { password, old: client.login.password });
}

/** The account changes its own password. */
export async function change(
  { client, connection, runtime }: Reach,
  { dn }: Parameters,
  current: Login | null,
  password: string,
): Promise<void> {
  if (!current) {
    throw failure("invalid", "the account's present password is needed once: hand it over as `current`");
  }
  const login = { dn: await dnOf(client, dn), password: current.password };
  const session = await bind(connection, login, runtime, "credential");
  try {
    await set(session, connection, login.dn, { password, old: current.password });
  } finally {
    session.end();
  }
}

interface NewPassword {
  readonly password: string;
  /** The one that it takes the place of, where the account changes its own. */
  readonly old?: string;
}

async function set(
  session: Session,
  connection: Connection,
  name: string,
  change: NewPassword,
): Promise<void> {
  const dn = await dnOf(session, name);
  if (connection.provider === "openldap") {
    const request = passwordModify({ dn, ...change });
    return void (await session.run((driver) => driver.exop(PASSWORD_MODIFY, request)));
  }
  const { password, old } = change;
  const changes =
    old === undefined
      ? [await unicodePwd("replace", password)]
      : [await unicodePwd("delete", old), await unicodePwd("add", password)];
  await session.run((driver) => driver.modify(dn, changes));
}

async function unicodePwd(operation: "add" | "delete" | "replace", password: string | Buffer) {
  const { Attribute, Change } = await import("ldapts");
  const value = typeof password === "string" ? Buffer.from(`"${password}"`, "utf16le") : password;
  return new Change({ operation, modification: new Attribute({ type: "unicodePwd", values: [value] }) });
}

/** What the connection may do; throws for an account that cannot be rotated. Changes nothing. */
export async function checkRights(
  { client, connection }: Reach,
  parameters?: Parameters,
): Promise<readonly Permission[]> {
  if (!parameters) {
    await baseOf(client);
    return [];
  }
  const { dn, rotationMethod } = parameters;
  if (connection.provider === "openldap" && !isDn(dn)) {
    throw failure("invalid", "only Active Directory knows names like this; give the account's DN");
  }
  const found = await dnOf(client, dn);
  await assertThere(client, found);
  if (rotationMethod === "target-principal" || isOwn(connection, parameters)) return [];
  const permission =
    connection.provider === "openldap" ? `write userPassword of ${found}` : `Reset Password on ${found}`;
  return [{ permission, held: await mayWrite(client, connection, found) }];
}

/** A change that no directory can carry out: what it says of it tells whether we would be allowed a real one. */
async function mayWrite(session: Session, { provider }: Connection, dn: string): Promise<boolean> {
  const { Attribute, Change } = await import("ldapts");
  // OpenLDAP: to take away a value that is not there. Active Directory: a password outside of its quotes.
  const impossible =
    provider === "openldap"
      ? new Change({
          operation: "delete",
          modification: new Attribute({ type: "userPassword", values: [randomBytes(24).toString("hex")] }),
        })
      : await unicodePwd("replace", Buffer.from("x", "utf16le"));
  return await session.run(async (driver) => {
    try {
      await driver.modify(dn, impossible);
    } catch (error) {
      if (!isResult(error)) throw error;
      return !isForbidden(error);
    }
    return true;
  });
}

async function assertThere(session: Session, dn: string): Promise<void> {
  try {
    const { searchEntries } = await session.run((driver) =>
      driver.search(dn, { scope: "base", attributes: ["1.1"] }),
    );
    if (searchEntries.length > 0) return;
  } catch (error) {
    if (!isRotationError(error) || error.code !== "not-found") throw error;
  }
  throw failure("not-found", `there is no account ${dn}, or the connection may not see it`);
}

const MOST_CHOICES = 200;

/** Accounts for a form: the first ones whose name has this in it. */
export async function listAccounts(session: Session, search = ""): Promise<OptionPage> {
  const { AndFilter, EqualityFilter, OrFilter, SubstringFilter } = await import("ldapts");
  const person = new EqualityFilter({ attribute: "objectClass", value: "person" });
  const named = ["cn", "uid", "sAMAccountName"].map(
    (attribute) => new SubstringFilter({ attribute, any: [search] }),
  );
  const filter =
    search === "" ? person : new AndFilter({ filters: [person, new OrFilter({ filters: named })] });
  const base = await baseOf(session);
  const entries = await session.run(async (driver) => {
    const pages = driver.searchPaginated(base, {
      scope: "sub",
      filter,
      attributes: ["cn"],
      paged: { pageSize: MOST_CHOICES },
    });
    for await (const page of pages) return page.searchEntries;
    return [];
  });
  return { options: entries.map((entry) => ({ value: entry.dn, label: labelOf(entry) })) };
}

const labelOf = ({ dn, cn }: Entry): string => {
  const name = Array.isArray(cn) ? cn[0] : cn;
  return name ? String(name) : dn;
};

/** Where the directory's entries begin. */
async function baseOf(session: Session): Promise<string> {
  const attributes = ["defaultNamingContext", "namingContexts"];
  const { searchEntries } = await session.run((driver) => driver.search("", { scope: "base", attributes }));
  const [root] = searchEntries;
  const base = [root?.defaultNamingContext, root?.namingContexts]
    .flat()
    .find((one) => typeof one === "string" && one);
  if (typeof base === "string") return base;
  throw failure(
    "invalid",
    "the directory does not say where its entries begin; it gives nothing at its root",
  );
}

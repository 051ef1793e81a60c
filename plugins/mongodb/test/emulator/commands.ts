import { BSON, type Document } from "mongodb";
import { type Conversation, converse, keysOf, type User } from "./users.ts";

/** What one connection is in the middle of. */
export interface Link {
  user: User | null;
  conversation: (Conversation & { readonly user: User | undefined }) | null;
}

/** The server's state that all connections share. */
export interface Server {
  readonly users: User[];
  /** False: it has become a secondary. */
  primary: boolean;
}

type Command = (server: Server, link: Link, command: Document, database: string) => Document;

/** The fields that every command may have beside its own. */
const COMMON = ["$db", "lsid", "$clusterTime", "$readPreference", "comment", "maxTimeMS", "writeConcern"];

/** Carries out one command; an unknown one is an error, and so is an unknown field. */
export function serve(server: Server, link: Link, document: Document): Document {
  const name = Object.keys(document)[0] ?? "";
  const known = commands[name];
  if (!known) return failed(59, "CommandNotFound", `no such command: '${name}'`);
  const unknown = Object.keys(document).find(
    (field) => field !== name && ![...COMMON, ...known.fields].includes(field),
  );
  if (unknown)
    return failed(40_415, "IDLUnknownField", `BSON field '${name}.${unknown}' is an unknown field.`);
  if (known.needsLogin && !link.user)
    return failed(13, "Unauthorized", `Command ${name} requires authentication`);
  return known.run(server, link, document, String(document.$db ?? "admin"));
}

const hello: Command = ({ users, primary }, _link, { saslSupportedMechs, speculativeAuthenticate: _ }) => {
  const [database, ...name] = String(saslSupportedMechs ?? "").split(".");
  const found = users.some((user) => user.database === database && user.name === name.join("."));
  return {
    helloOk: true,
    ...{ isWritablePrimary: primary, ismaster: primary, secondary: !primary, readOnly: false },
    ...{ maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 },
    ...{
      localTime: new Date(),
      logicalSessionTimeoutMinutes: 30,
      connectionId: 1,
      minWireVersion: 0,
      maxWireVersion: 25,
    },
    ...(found && { saslSupportedMechs: ["SCRAM-SHA-256"] }),
    ok: 1,
  };
};

const saslStart: Command = ({ users }, link, { mechanism, payload }, database) => {
  if (mechanism !== "SCRAM-SHA-256") return failed(334, "MechanismUnavailable", "Unsupported mechanism");
  const text = bytesOf(payload).toString("utf8");
  const name = /,n=([^,]*),/.exec(text)?.[1]?.replaceAll("=2C", ",").replaceAll("=3D", "=");
  const user = users.find((one) => one.database === database && one.name === name);
  const conversation = converse(user, text);
  if (!conversation) return failed(18, "AuthenticationFailed", "Authentication failed.");
  link.conversation = { ...conversation, user };
  return { conversationId: 1, done: false, payload: binary(conversation.serverFirst), ok: 1 };
};

const saslContinue: Command = (_server, link, { payload }) => {
  const last = link.conversation?.finish(bytesOf(payload).toString("utf8")) ?? null;
  link.user = last === null ? null : (link.conversation?.user ?? null);
  link.conversation = null;
  if (last === null) return failed(18, "AuthenticationFailed", "Authentication failed.");
  return { conversationId: 1, done: true, payload: binary(last), ok: 1 };
};

const updateUser: Command = (server, link, { updateUser: name, pwd }, database) => {
  if (!may(link, database, "changePassword")) return notAllowed(database, "updateUser");
  if (!server.primary) return failed(10_107, "NotWritablePrimary", "not primary");
  const index = server.users.findIndex((user) => user.name === name && user.database === database);
  const user = server.users[index];
  if (!user) return failed(11, "UserNotFound", `User '${name}@${database}' not found`);
  if (typeof pwd !== "string" || pwd === "") return failed(2, "BadValue", "Password cannot be empty");
  server.users[index] = { ...user, ...keysOf(pwd) };
  return { ok: 1 };
};

const usersInfo: Command = ({ users }, link, { usersInfo: asked }, database) => {
  const where = typeof asked === "object" && asked !== null ? String(asked.db) : database;
  if (!may(link, where, "viewUser")) return notAllowed(where, "usersInfo");
  const name = typeof asked === "object" && asked !== null ? asked.user : null;
  const found = users.filter((user) => user.database === where && (name === null || user.name === name));
  return {
    users: found.map(({ name, database }) => ({ _id: `${database}.${name}`, user: name, db: database })),
    ok: 1,
  };
};

const connectionStatus: Command = (_server, { user }, { showPrivileges }) => ({
  authInfo: {
    authenticatedUsers: user ? [{ user: user.name, db: user.database }] : [],
    authenticatedUserRoles: [],
    ...(showPrivileges && {
      authenticatedUserPrivileges: (user?.privileges ?? []).map(({ database, actions }) => ({
        resource: { db: database, collection: "" },
        actions,
      })),
    }),
  },
  ok: 1,
});

const fine: Command = () => ({ ok: 1 });

const commands: Readonly<
  Record<string, { readonly run: Command; readonly needsLogin: boolean; readonly fields: readonly string[] }>
> = {
  ...Object.fromEntries(
    ["hello", "isMaster", "ismaster"].map((name) => [
      name,
      {
        run: hello,
        needsLogin: false,
        fields: [
          "helloOk",
          "client",
          "compression",
          "saslSupportedMechs",
          "speculativeAuthenticate",
          "loadBalanced",
          "backpressure",
        ],
      },
    ]),
  ),
  ping: { run: fine, needsLogin: false, fields: [] },
  endSessions: { run: fine, needsLogin: false, fields: [] },
  saslStart: {
    run: saslStart,
    needsLogin: false,
    fields: ["mechanism", "payload", "autoAuthorize", "options"],
  },
  saslContinue: { run: saslContinue, needsLogin: false, fields: ["conversationId", "payload"] },
  updateUser: { run: updateUser, needsLogin: true, fields: ["pwd"] },
  usersInfo: { run: usersInfo, needsLogin: true, fields: [] },
  connectionStatus: { run: connectionStatus, needsLogin: true, fields: ["showPrivileges"] },
};

const may = ({ user }: Link, database: string, action: string): boolean =>
  user?.privileges.some(
    (one) => (one.database === "" || one.database === database) && one.actions.includes(action),
  ) ?? false;

const notAllowed = (database: string, command: string) =>
  failed(13, "Unauthorized", `not authorized on ${database} to execute command { ${command} }`);

const failed = (code: number, codeName: string, errmsg: string): Document => ({
  ok: 0,
  errmsg,
  code,
  codeName,
});

const bytesOf = (payload: unknown): Buffer =>
  payload instanceof BSON.Binary ? Buffer.from(payload.buffer) : Buffer.from(String(payload));
const binary = (text: string) => new BSON.Binary(Buffer.from(text));

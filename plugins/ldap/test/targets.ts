import {
  DOMAIN,
  type OpenldapTarget,
  openldapTarget,
  requireTarget,
  type SambaTarget,
  SUFFIX,
  sambaTarget,
} from "@turnbolt/targets";
import type { StartTarget, Target } from "@turnbolt/testkit";

/** The kinds of directories that this machine has. */
export const directories = [
  { name: "OpenLDAP", start: () => startOpenldap(), here: requireTarget("openldap") },
  { name: "Active Directory (Samba)", start: () => startSamba(), here: requireTarget("samba") },
].filter(({ here }) => here);

/** A directory with an account for the connection that has exactly the rights that the README asks for. */
export interface Directory {
  readonly connection: Record<string, unknown> & { readonly dn: string; readonly password: string };
  /** A new account with a password that works. */
  account(): Promise<{ readonly dn: string; readonly password: string }>;
  canLogin(login: { readonly dn: string; readonly password: string }): Promise<boolean>;
  stop(): Promise<void>;
}

export const GRANTS = {
  openldap: `to attrs=userPassword by dn.exact="cn=turnbolt,${SUFFIX}" write by self write by anonymous auth by * none`,
  /** The control right Reset Password, by the number that Active Directory knows it by. */
  resetPassword: "00299570-246d-11d0-a768-00aa006e0529",
};

let count = 0;

export async function startOpenldap(options: Parameters<typeof openldapTarget>[0] = {}) {
  const access = [GRANTS.openldap, "to * by users read by * none"];
  const server: OpenldapTarget = await openldapTarget({ access, ...options }).start();
  const login = { dn: `cn=turnbolt,${SUFFIX}`, password: "password-of-turnbolt" };
  await server.run((client) =>
    client.add(login.dn, {
      objectClass: ["person"],
      cn: "turnbolt",
      sn: "turnbolt",
      userPassword: login.password,
    }),
  );
  return {
    server,
    connection: { provider: "openldap", url: server.admin.url, ...login },
    account: async () => {
      const password = "First-password-1";
      return { dn: await server.createAccount(`app-${++count}`, password), password };
    },
    canLogin: server.canLogin,
    stop: server.stop,
  } satisfies Directory & { server: OpenldapTarget };
}

export async function startSamba(options: Parameters<typeof sambaTarget>[0] = {}) {
  const server: SambaTarget = await sambaTarget(options).start();
  // As it comes, nobody may change a password twice on one day.
  await server.tool("domain", "passwordsettings", "set", "--min-pwd-age=0");
  const password = "Passw0rd-of-turnbolt";
  const dn = await server.createAccount("turnbolt", password);
  const sid = await sidOf(server, "turnbolt");
  // On the container, for all accounts that are made in it.
  await grant(server, `CN=Users,${DOMAIN}`, sid, "CI");
  return {
    server,
    sid,
    connection: {
      provider: "active-directory",
      url: server.admin.url,
      sslCertificate: server.certificate,
      dn,
      password,
    },
    account: async () => {
      const name = `app-${++count}`;
      const first = "First-Passw0rd-1";
      return { dn: await server.createAccount(name, first), password: first };
    },
    canLogin: server.canLogin,
    stop: server.stop,
  } satisfies Directory & { server: SambaTarget; sid: string };
}

/** Lets the connection's account reset this one's password, and nothing else. */
export const grant = (server: SambaTarget, dn: string, sid: string, inherit = ""): Promise<string> =>
  server.tool(
    "dsacl",
    "set",
    `--objectdn=${dn}`,
    `--sddl=(OA;${inherit};CR;${GRANTS.resetPassword};;${sid})`,
    "--action=allow",
  );

async function sidOf(server: SambaTarget, name: string): Promise<string> {
  const shown = await server.tool("user", "show", name, "--attributes=objectSid");
  return /objectSid: (?<sid>S-[\d-]+)/.exec(shown)?.groups?.sid ?? "";
}

/** What the testkit calls; with `own`, each account is the connection's own and rotates itself. */
export const startTarget =
  (start: () => Promise<Directory>, { own = false }: { readonly own?: boolean } = {}): StartTarget =>
  async (): Promise<Target> => {
    const directory = await start();
    const { connection } = directory;
    return {
      connection,
      brokenConnection: { ...connection, password: "Not-the-passw0rd" },
      requests: { issue: /1\.3\.6\.1\.4\.1\.4203\.1\.11\.1/ },
      closedConnection: { ...connection, url: String(connection.url).replace(/(:\d+)?$/, ":1") },
      subject: async () => {
        const account = await directory.account();
        return {
          parameters: { dn: account.dn },
          ...(own && { connection: { ...connection, ...account } }),
          current: { handle: account.dn, secret: account },
          accepts: ({ dn, password }) => directory.canLogin({ dn: String(dn), password: String(password) }),
          held: async () => [account.dn],
        };
      },
      stop: directory.stop,
    };
  };

export { DOMAIN, SUFFIX };

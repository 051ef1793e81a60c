import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client, InvalidCredentialsError } from "ldapts";
import type { DirectoryLogin as Login } from "./directory-login.ts";
import { freePort, newFolder, type RunningServer, runServer } from "./run-server.ts";
import { selfSigned } from "./self-signed.ts";
import type { Target } from "./target.ts";

/** A private OpenLDAP with a password policy; its suffix is `dc=example,dc=test`. */
export interface OpenldapTarget extends Target<Login & { url: string }, Login> {
  /** The same over TLS, and the authority that vouches for it. */
  readonly tls: { readonly url: string; readonly certificate: string };
  /** Does something as the administrator. */
  run<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Makes a person below `ou=people` and gives its DN. */
  createAccount(uid: string, password: string): Promise<string>;
}

export const findOpenldap = (): string | undefined =>
  ["/usr/sbin/slapd", "/usr/local/libexec/slapd"].find((path) => existsSync(path));

export const SUFFIX = "dc=example,dc=test";
const ADMIN = { dn: `cn=admin,${SUFFIX}`, password: "password-of-the-administrator" };

/**
 * @example
 * const target = await openldapTarget().start();
 * const dn = await target.createAccount("app", "first-password");
 * expect(await target.canLogin({ dn, password: "first-password" })).toBe(true);
 */
export function openldapTarget(
  options: {
    /** Who may do what, in the server's own words; the usual: everybody their own password, and nobody another's. */
    readonly access?: readonly string[];
    /** Attributes of the default password policy beside its usual ones. */
    readonly policy?: readonly string[];
  } = {},
): OpenldapTarget {
  let running: { server: RunningServer; url: string; tls: OpenldapTarget["tls"] } | undefined;
  const here = () => {
    if (!running) throw new Error("the OpenLDAP target is not running: call start() first");
    return running;
  };
  const run = async <T>(work: (client: Client) => Promise<T>): Promise<T> => as(here().url, ADMIN, work);
  const target: OpenldapTarget = {
    start: async () => {
      running = await launch(options.access ?? ACCESS, options.policy ?? []);
      return target;
    },
    get admin() {
      return { url: here().url, ...ADMIN };
    },
    get tls() {
      return here().tls;
    },
    run,
    canLogin: (login) => canLogin(here().url, login),
    createAccount: async (uid, password) => {
      const dn = `uid=${escaped(uid)},ou=people,${SUFFIX}`;
      await run((client) =>
        client.add(dn, { objectClass: "inetOrgPerson", uid, cn: uid, sn: uid, userPassword: password }),
      );
      return dn;
    },
    stop: async () => {
      await running?.server.stop();
      running = undefined;
    },
  };
  return target;
}

const ACCESS = [
  "to attrs=userPassword by self write by anonymous auth by * none",
  "to * by users read by * none",
];

async function launch(access: readonly string[], policy: readonly string[]) {
  const program = findOpenldap();
  if (!program) throw new Error('no OpenLDAP on this machine: ask requireTarget("openldap") first');
  const folder = newFolder("openldap");
  for (const name of ["config", "data"]) mkdirSync(join(folder, name));
  const { certificate, key } = await selfSigned("DNS:localhost,IP:127.0.0.1", folder);
  writeFileSync(
    join(folder, "config.ldif"),
    configuration(folder, { certificate: certificate.path, key, access }),
  );
  writeFileSync(join(folder, "data.ldif"), entries(policy));
  const slapadd = (words: readonly string[]) =>
    promisify(execFile)(join(program, "..", "slapadd"), [...words]);
  await slapadd(["-n", "0", "-F", join(folder, "config"), "-l", join(folder, "config.ldif")]);
  await slapadd(["-n", "1", "-F", join(folder, "config"), "-l", join(folder, "data.ldif")]);
  const url = `ldap://127.0.0.1:${await freePort()}`;
  const tls = { url: `ldaps://127.0.0.1:${await freePort()}`, certificate: certificate.pem };
  const command = [program, "-d", "0", "-F", join(folder, "config"), "-h", `${url} ${tls.url}`];
  const server = await runServer(folder, command, () => canLogin(url, ADMIN));
  return { server, url, tls };
}

const MODULES = "/usr/lib/ldap";
const SCHEMAS = "/etc/ldap/schema";

const configuration = (
  folder: string,
  {
    certificate,
    key,
    access,
  }: { readonly certificate: string; readonly key: string; readonly access: readonly string[] },
): string => `dn: cn=config
objectClass: olcGlobal
cn: config
olcTLSCertificateFile: ${certificate}
olcTLSCertificateKeyFile: ${key}

dn: cn=module,cn=config
objectClass: olcModuleList
cn: module
olcModulePath: ${MODULES}
olcModuleLoad: back_mdb
olcModuleLoad: ppolicy

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

${["core", "cosine", "inetorgperson"].map((name) => `include: file://${SCHEMAS}/${name}.ldif`).join("\n\n")}

dn: olcDatabase=frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: frontend
olcPasswordHash: {SSHA}

dn: olcDatabase=mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: mdb
olcSuffix: ${SUFFIX}
olcRootDN: ${ADMIN.dn}
olcRootPW: ${ADMIN.password}
olcDbDirectory: ${folder}/data
olcDbNoSync: TRUE
${access.map((rule) => `olcAccess: ${rule}`).join("\n")}

dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcPPolicyConfig
olcOverlay: ppolicy
olcPPolicyDefault: cn=default,ou=policies,${SUFFIX}
olcPPolicyHashCleartext: TRUE
`;

const entries = (policy: readonly string[]): string => `dn: ${SUFFIX}
objectClass: domain
dc: example

dn: ou=people,${SUFFIX}
objectClass: organizationalUnit
ou: people

dn: ou=policies,${SUFFIX}
objectClass: organizationalUnit
ou: policies

dn: cn=default,ou=policies,${SUFFIX}
objectClass: device
objectClass: pwdPolicy
cn: default
pwdAttribute: userPassword
pwdInHistory: 2
pwdMinLength: 8
pwdCheckQuality: 1
${policy.join("\n")}
`;

const escaped = (value: string): string => value.replace(/[,+"\\<>;=#]/g, "\\$&").replace(/^ | $/g, "\\ ");

async function canLogin(url: string, login: Login): Promise<boolean> {
  try {
    await as(url, login, async () => {});
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

async function as<T>(url: string, { dn, password }: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ url, strictDN: false });
  try {
    await client.bind(dn, password);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

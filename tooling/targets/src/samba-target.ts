import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Attribute, Client, InvalidCredentialsError } from "ldapts";
import type { DirectoryLogin as Login } from "./directory-login.ts";
import { newFolder, type RunningServer, runServer } from "./run-server.ts";
import { selfSigned } from "./self-signed.ts";
import type { Target } from "./target.ts";

/** A private domain controller of Samba, which speaks Active Directory's LDAP; its domain is `example.test`. */
export interface SambaTarget extends Target<Login & { url: string }, Login> {
  /** The authority that vouches for the server. */
  readonly certificate: string;
  /** Does something as the administrator. */
  run<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Makes a user and gives its DN; its UPN is `<name>@example.test`. */
  createAccount(name: string, password: string, container?: string): Promise<string>;
  /** `samba-tool` with these words, at this server. */
  tool(...words: readonly string[]): Promise<string>;
}

/** Its ports cannot be changed, and below 1024 only root may listen. */
export const findSamba = (): string | undefined =>
  process.getuid?.() === 0 ? ["/usr/sbin/samba"].find((path) => existsSync(path)) : undefined;

export const DOMAIN = "DC=example,DC=test";
const ADMIN = { dn: "Administrator@EXAMPLE.TEST", password: "Adm1n-Passw0rd!" };

/** Unlike a real one it forgets the old password at once; a real one lets it in for an hour more. */
export function sambaTarget(options: { readonly oldPasswordMinutes?: number } = {}): SambaTarget {
  let running: Awaited<ReturnType<typeof launch>> | undefined;
  const here = () => {
    if (!running) throw new Error("the Samba target is not running: call start() first");
    return running;
  };
  const run = async <T>(work: (client: Client) => Promise<T>): Promise<T> => as(here(), ADMIN, work);
  const target: SambaTarget = {
    start: async () => {
      running = await launch(options.oldPasswordMinutes ?? 0);
      return target;
    },
    get admin() {
      return { url: here().url, ...ADMIN };
    },
    get certificate() {
      return here().certificate;
    },
    run,
    canLogin: (login) => canLogin(here(), login),
    createAccount: async (name, password, container = "Users") => {
      const dn = `CN=${name},CN=${container},${DOMAIN}`;
      await run((client) => client.add(dn, userOf(name, password)));
      return dn;
    },
    tool: async (...words) => {
      const { stdout } = await promisify(execFile)("samba-tool", [...words, "-s", here().settings]);
      return stdout;
    },
    stop: async () => {
      await running?.server.stop();
      running = undefined;
    },
  };
  return target;
}

const userOf = (name: string, password: string): Attribute[] =>
  [
    ["objectClass", "user"],
    ["sAMAccountName", name],
    ["userPrincipalName", `${name}@example.test`],
    ["userAccountControl", "512"],
    ["unicodePwd", Buffer.from(`"${password}"`, "utf16le")],
  ].map(([type, value]) => new Attribute({ type: String(type), values: [value as string] })); // text or bytes, as the driver takes them

async function launch(oldPasswordMinutes: number) {
  const program = findSamba();
  if (!program) throw new Error('no Samba here, or not root: ask requireTarget("samba") first');
  const folder = newFolder("samba");
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, "tls"), { mode: 0o700 });
  const ip = `127.77.${randomInt(1, 254)}.${randomInt(1, 254)}`;
  const { certificate, key } = await selfSigned(`DNS:dc1.example.test,IP:${ip}`, join(folder, "tls"));
  chmodSync(key, 0o600);
  writeFileSync(join(folder, "empty.conf"), "[global]\n");
  await promisify(execFile)("eatmydata", [
    ...[
      "samba-tool",
      "domain",
      "provision",
      "-s",
      join(folder, "empty.conf"),
      `--targetdir=${join(folder, "ad")}`,
    ],
    ...["--realm=EXAMPLE.TEST", "--domain=EXAMPLE", "--server-role=dc", "--dns-backend=NONE"],
    ...[`--adminpass=${ADMIN.password}`, "--host-name=dc1", `--host-ip=${ip}`],
    ...optionsOf(folder, ip, certificate.path, key).map((option) => `--option=${option}`),
  ]);
  const settings = join(folder, "ad", "etc", "smb.conf");
  const old = `\told password allowed period = ${oldPasswordMinutes}`;
  writeFileSync(settings, readFileSync(settings, "utf8").replace("[global]", `[global]\n${old}`));
  const url = `ldaps://${ip}`;
  const at = { url, certificate: certificate.pem };
  const command = [program, "-s", settings, "-F", "--debug-stdout", "-M", "single"];
  const server: RunningServer = await runServer(folder, command, () => canLogin(at, ADMIN), "TERM");
  return { server, settings, ...at };
}

const optionsOf = (folder: string, ip: string, certificate: string, key: string): readonly string[] => [
  `interfaces=${ip}/8`,
  "bind interfaces only=yes",
  "server services=ldap",
  `log file=${folder}/samba.log`,
  `pid directory=${folder}`,
  `ncalrpc dir=${folder}/ncalrpc`,
  "vfs objects=",
  `tls keyfile=${key}`,
  `tls certfile=${certificate}`,
  `tls cafile=${certificate}`,
];

interface At {
  readonly url: string;
  readonly certificate: string;
}

async function canLogin(at: At, login: Login): Promise<boolean> {
  try {
    await as(at, login, async () => {});
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return false;
    throw error;
  }
}

async function as<T>(at: At, { dn, password }: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    url: at.url,
    strictDN: false,
    tlsOptions: { ca: at.certificate, servername: "" },
  });
  try {
    await client.bind(dn, password);
    return await work(client);
  } finally {
    await client.unbind();
  }
}

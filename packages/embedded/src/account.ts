import { readFile } from "node:fs/promises";

/** How PostgreSQL, which refuses to run as root, is run by this process. */
export interface Account {
  /** For messages. */
  readonly name: string;
  /** Who has to own the cluster's files. */
  readonly uid: number;
  readonly gid: number;
  /** What `spawn` is told. */
  readonly spawn: { uid?: number; gid?: number };
  /** What stands before every command. */
  readonly prefix: readonly string[];
}

/**
 * The accounts this process can run PostgreSQL as, best first. An ordinary process has one, itself. Root has
 * the one that owns the cluster already, `postgres`, `nobody`, and at last itself under another name in a user
 * namespace, which can enter every folder of root's but is less of a wall between PostgreSQL and root's files.
 */
export async function accounts(ownerOfCluster: number | undefined): Promise<Account[]> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  if (uid !== 0) return [{ name: `uid ${uid}`, uid, gid, spawn: {}, prefix: [] }];
  const known = await knownAccounts();
  const owner = known.filter((account) => account.uid === ownerOfCluster && account.uid !== 0);
  const usual = ["postgres", "_postgres", "nobody"].flatMap((name) =>
    known.filter((account) => account.name === name),
  );
  const others = [...new Set([...owner, ...usual])].map((account) => ({
    ...account,
    spawn: { uid: account.uid, gid: account.gid },
    prefix: [],
  }));
  return process.platform === "linux" ? [...others, ...usual.slice(-1).map(namespaced)] : others;
}

// initdb looks its user up, so inside the namespace root takes the number of an account that exists.
function namespaced(as: { uid: number; gid: number }): Account {
  return {
    name: "root in a user namespace",
    uid: 0,
    gid: 0,
    spawn: {},
    prefix: ["unshare", "--user", `--map-user=${as.uid}`, `--map-group=${as.gid}`, "--"],
  };
}

async function knownAccounts(): Promise<{ name: string; uid: number; gid: number }[]> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n");
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    // macOS lists nobody as -2, which spawn does not take.
    return name && Number(uid) >= 0 && Number(gid) >= 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

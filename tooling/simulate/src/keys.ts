import {
  beginRewrap,
  continueRewrap,
  createCipher,
  type KeyService,
  keyFromEnvironment,
  migrate,
  openDatabase,
} from "@turnbolt/store";
import { postgresTarget } from "@turnbolt/targets";

const VALUE = "a value from before";
const bound = (projectId: string | null) => ({
  projectId,
  ownerId: "11111111-1111-4111-8111-111111111111",
  version: 1,
  field: "password",
  subject: "somewhere",
});

/** A new key takes the place of an old one while another process still has the old one; tells what went wrong. */
export async function replaceKeys(): Promise<readonly string[]> {
  const target = await postgresTarget().start();
  const database = openDatabase({ url: target.url });
  try {
    await migrate(database);
    const [old, later] = [key(1), key(2)];
    const before = await createCipher({ database, keyring: [old] });
    const sealed = await before.seal(bound(null), VALUE);
    await beginRewrap(database, later.id, { id: "root-token", address: null, requestId: null });
    await continueRewrap(database, [later, old]);
    const refused = await before
      .refresh()
      .then(() => before.seal(bound(null), VALUE))
      .then(
        () => false,
        () => true,
      );
    const opened = await createCipher({ database, keyring: [later] })
      .then((cipher) => cipher.open(bound(null), sealed))
      .catch(() => null);
    return [
      ...(refused ? [] : ["13: a process with the old keyring still seals"]),
      ...(opened === VALUE ? [] : ["13: the old key was dropped while a row named it"]),
    ];
  } finally {
    await database.close();
    await target.stop();
  }
}

const key = (fill: number): KeyService => keyFromEnvironment(Buffer.alloc(32, fill).toString("base64"));

import { expect } from "vitest";
import type { Turnbolt } from "./turnbolt.ts";
import { SOON } from "./wizard.ts";

/** What a rotation has published, once it has. */
export async function untilPublished(
  { client, projectId }: Turnbolt,
  name: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { secretRotations } = await client.rotations.list.query({ projectId });
  const rotation = secretRotations.find((one) => one.name === name);
  if (!rotation) throw new Error(`there is no rotation ${name}`);
  const read = async () => {
    const found = await client.rotations.generatedCredentials
      .query({ rotationId: rotation.id })
      .catch(() => null);
    return found?.generatedCredentials[0] ?? null;
  };
  await expect.poll(read, SOON).not.toBeNull();
  return (await read()) ?? {};
}

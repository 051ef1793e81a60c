import { checkRotation, type Fields, type Permission, type RotationProvider } from "@turnbolt/core";
import type { Parts } from "../services.ts";

/** Logs in at the target and asks what the login may do, for every plugin of the app; throws what the target said. */
export async function tested({ engine }: Parts, app: string, fields: Fields): Promise<Permission[]> {
  const siblings: readonly RotationProvider[] = engine.registry.providers.filter((one) => one.app === app);
  const found = new Map<string, Permission>();
  for (const provider of siblings) {
    const { permissions } = await checkRotation(engine, provider, fields);
    for (const permission of permissions) found.set(permission.permission, permission);
  }
  return [...found.values()];
}

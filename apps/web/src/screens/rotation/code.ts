/** What of a rotation its configuration as code is made of. */
export interface Configured {
  readonly type: string;
  readonly name: string;
  readonly description: string | null;
  readonly projectId: string;
  readonly environment: { readonly slug: string };
  readonly folder: { readonly path: string };
  readonly connectionId: string;
  readonly isAutoRotationEnabled: boolean;
  readonly parameters: unknown;
  readonly secretsMapping: unknown;
}

export interface Settings {
  readonly schedule: unknown;
  readonly overlap: unknown;
  readonly strangers: string;
  readonly verifyTimeoutSeconds: number | null;
}

/** The body of a request that makes a rotation like this one; never a value. */
export const bodyOf = (rotation: Configured, settings: Settings) => ({
  name: rotation.name,
  ...(rotation.description !== null && { description: rotation.description }),
  projectId: rotation.projectId,
  environment: rotation.environment.slug,
  secretPath: rotation.folder.path,
  connectionId: rotation.connectionId,
  isAutoRotationEnabled: rotation.isAutoRotationEnabled,
  schedule: settings.schedule,
  overlap: settings.overlap,
  strangers: settings.strangers,
  ...(settings.verifyTimeoutSeconds !== null && { verifyTimeoutSeconds: settings.verifyTimeoutSeconds }),
  parameters: rotation.parameters,
  secretsMapping: rotation.secretsMapping,
});

/** As a command for a shell; the token comes from the environment. */
export function asCurl(origin: string, rotation: Configured, settings: Settings): string {
  const body = JSON.stringify(bodyOf(rotation, settings), null, 2);
  return [
    `curl -X POST ${quoted(`${origin}/api/v2/secret-rotations/${rotation.type}`)} \\`,
    '  -H "Authorization: Bearer $TURNBOLT_TOKEN" \\',
    "  -H 'Content-Type: application/json' \\",
    `  -d ${quoted(body)}`,
  ].join("\n");
}

/** As a program. */
export function asTypeScript(origin: string, rotation: Configured, settings: Settings): string {
  const input = JSON.stringify({ type: rotation.type, ...bodyOf(rotation, settings) }, null, 2);
  return [
    'import { env } from "node:process";',
    'import { createClient } from "@turnbolt/client";',
    "",
    "const client = createClient({",
    `  url: ${JSON.stringify(origin)},`,
    "  token: env.TURNBOLT_TOKEN,",
    "});",
    `const { secretRotation, runId } = await client.rotations.create.mutate(${input});`,
  ].join("\n");
}

/** A text that a shell takes as it stands. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

import { type Engine, type Fields, type RotationProvider, withClient } from "@turnbolt/core";
import { invalid } from "../errors.ts";

/**
 * Finds the handle of a credential that exists already: the target's list knows it where handles are fresh, and the
 * plugin's own choice of handles is compared with the credential's fields where they are not.
 */
export async function identify(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  parameters: Fields,
  secret: Fields,
): Promise<{ readonly handle: string; readonly secret: Fields }> {
  const values = new Set(Object.values(secret));
  const listed = await listedHandle(engine, provider, connection, parameters, secret);
  const handle = listed ?? candidates(provider, parameters).find((name) => values.has(name));
  if (handle !== undefined) return { handle, secret };
  if (provider.phase === "single")
    return { handle: candidates(provider, parameters)[0] ?? "current", secret };
  throw invalid("The target holds no such credential.", "current");
}

async function listedHandle(
  engine: Engine,
  provider: RotationProvider,
  connection: Fields,
  parameters: Fields,
  secret: Fields,
): Promise<string | undefined> {
  if (provider.handles !== "fresh") return undefined;
  return await withClient(engine, provider, connection, async (session) => {
    const run = { id: engine.random.uuid(), label: `tb-${engine.installation}-check` };
    const draft = { handle: "", secret };
    const values = new Set(Object.values(secret));
    const held = await provider.list({ ...session, parameters, run, current: null, draft });
    return held.find(({ handle, isDraft }) => isDraft || values.has(handle))?.handle;
  });
}

/** The handles that the plugin would choose: one, or the two of a pair. */
function candidates(provider: RotationProvider, parameters: Fields): readonly string[] {
  if (provider.origin !== "chosen" || provider.handles === "fresh") return [];
  const run = { id: "", label: "tb-check" };
  const first = provider.choose({ parameters, run, current: null, attempt: 1 });
  const second = provider.choose({ parameters, run, current: first, attempt: 1 });
  return [first.handle, second.handle];
}

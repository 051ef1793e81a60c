import { trpc } from "../../app/trpc.ts";

/** A run that nobody asked for by its own id is there soon after what led to it. */
const SOON_MS = 4_000;
const LOOK_AGAIN_MS = 200;

/** The newest run of a rotation, or the first one of a kind that is newer than `before`. */
export async function startedSince(
  rotationId: string,
  before: string | null,
  kind?: string,
): Promise<string | null> {
  const until = Date.now() + SOON_MS;
  for (;;) {
    const { runs } = await trpc.runs.list.query({ rotationId, limit: 5 });
    if (kind === undefined) return runs[0]?.id ?? null;
    const seen = runs.findIndex(({ id }) => id === before);
    const newer = seen === -1 ? runs : runs.slice(0, seen);
    const found = newer.find((run) => run.kind === kind);
    if (found || Date.now() > until) return found?.id ?? null;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

import { hasEnded, type Ledger } from "@turnbolt/core";

/** Where a rotation stands, without a value. Between processes, so instants are numbers. */
export interface Look {
  /** The run that has not ended. */
  readonly run: { readonly id: string; readonly kind: string; readonly state: string } | null;
  readonly attention: {
    readonly code: string;
    readonly message: string;
    readonly handles: readonly string[];
  } | null;
  readonly held: boolean;
  readonly leased: boolean;
  readonly quietAt: number | null;
  readonly mustVerify: boolean;
  readonly versions: readonly {
    readonly number: number;
    readonly handle: string;
    readonly state: string;
    readonly retireAt: number | null;
  }[];
}

export async function lookAt(ledger: Pick<Ledger, "load">, rotationId: string): Promise<Look | null> {
  const work = await ledger.load(rotationId);
  if (!work) return null;
  const { rotation, run, versions } = work;
  return {
    run: run && !hasEnded(run) ? { id: run.id, kind: run.kind, state: run.state } : null,
    attention: rotation.attention && {
      code: rotation.attention.code,
      message: rotation.attention.message,
      handles: rotation.attention.handles,
    },
    held: rotation.heldAt !== null,
    leased: rotation.leaseUntil !== null,
    quietAt: rotation.quietAt?.getTime() ?? null,
    mustVerify: rotation.mustVerify,
    versions: versions.map(({ number, handle, state, retireAt }) => ({
      ...{ number, handle, state },
      retireAt: retireAt?.getTime() ?? null,
    })),
  };
}

/** Nothing moves any more by itself, apart from the schedule. */
export const isAtRest = (look: Look): boolean =>
  look.attention !== null ||
  (look.run === null &&
    !look.leased &&
    look.quietAt === null &&
    !look.mustVerify &&
    look.versions.every(isSettled));

/** A superseded one with a time for its end is over soon: no overlap here is longer than a moment. */
const isSettled = ({ state, retireAt }: Look["versions"][number]): boolean =>
  state === "active" || (state === "superseded" && retireAt === null);

import { ApiError, invalid } from "../errors.ts";
import { type Actor, assertMay } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { KeyStatusView, StartRewrap } from "./schema.ts";
import type { KeyRewrap } from "./store.ts";

export type KeyService = ReturnType<typeof keyService>;

export const keyService = ({ keys }: Parts) => ({
  async status(actor: Actor): Promise<KeyStatusView> {
    assertMay(actor, "read", "instance", null);
    const { sealsWith, rewrap } = await keys.status();
    return { sealsWith, known: [...keys.known], keyRewrap: rewrap };
  },
  /** Answers when it has begun; asked again, it gives the same one. */
  async rewrap({ keyId }: StartRewrap, actor: Actor): Promise<{ keyRewrap: KeyRewrap }> {
    assertMay(actor, "edit", "instance", null);
    assertKnown(keys.known, keyId);
    const { sealsWith, rewrap: last } = await keys.status();
    if (sealsWith === keyId) {
      keys.wake();
      if (last?.keyId === keyId) return { keyRewrap: last };
      throw invalid(`${keyId} is the key that seals already.`, "keyId");
    }
    const { rewrap, lacking } = await keys.begin(keyId, actor);
    if (!rewrap) {
      throw new ApiError(
        "conflict",
        `${lacking} running ${lacking === 1 ? "process does" : "processes do"} not have the key ${keyId}: give it to them as TURNBOLT_NEW_KEY and start them again. One that was stopped by force counts for three minutes.`,
      );
    }
    if (rewrap.keyId !== keyId) {
      throw new ApiError(
        "conflict",
        `The data keys are being wrapped with the key ${rewrap.keyId}: wait for its end.`,
      );
    }
    keys.wake();
    return { keyRewrap: rewrap };
  },
});

function assertKnown(known: readonly string[], keyId: string): void {
  if (known.includes(keyId)) return;
  throw invalid(
    `This process does not have the key ${keyId}; it has ${known.join(", ")}. Give every process the new key as TURNBOLT_NEW_KEY and start it again.`,
    "keyId",
  );
}

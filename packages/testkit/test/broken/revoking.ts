import { RotationError } from "@turnbolt/core";
import { post } from "../../src/corners/client.ts";
import { broken } from "./vary.ts";

/** What goes wrong when a credential is ended. */
export const revoking = [
  broken(
    "revoke fails for what is gone already",
    "dual-fresh-chosen-known-handle",
    ["idempotence", /revoked twice is gone, and that is a success/],
    () => ({
      async revoke({ client, runtime, parameters: { owner }, handle }) {
        await post(runtime, client, "end", { owner, handle });
      },
    }),
  ),
  broken(
    "revoke ends another one where its own is gone",
    "dual-fresh-granted-labelled",
    ["idempotence", /revoked twice is gone/],
    ({ list, revoke }) => ({
      async revoke(call) {
        const held = await list(call);
        const found = held.find(({ handle }) => handle === call.handle) ?? held[0];
        if (found) await revoke({ ...call, handle: found.handle });
      },
    }),
  ),
  broken(
    "revoke clears away everything but the published one, strangers too",
    "dual-fresh-chosen-known-handle",
    ["strangers", /revoke of ours leaves it/],
    ({ list, revoke }) => ({
      async revoke(call) {
        for (const { handle } of await list(call))
          if (handle !== call.current?.handle) await revoke({ ...call, handle });
        await revoke(call);
      },
    }),
  ),
  broken(
    "revoke says yes without doing anything",
    "dual-fixed-chosen",
    ["contract", /revoke ends the credential/],
    () => ({ revoke: async () => {} }),
  ),
  broken(
    "revoke does its best and says yes",
    "dual-fresh-granted-unlabelled",
    ["contract", /revoke never takes a missing answer/],
    ({ revoke }) => ({ revoke: (call) => revoke(call).catch(() => undefined) }),
  ),
  broken(
    "revoke takes a lost answer for a missing right",
    "dual-fresh-granted-unlabelled",
    ["contract", /revoke never takes a missing answer/],
    ({ revoke }) => ({
      revoke: (call) =>
        revoke(call).catch((cause: unknown) => {
          throw new RotationError("forbidden", "the connection may not revoke", { cause });
        }),
    }),
  ),
];

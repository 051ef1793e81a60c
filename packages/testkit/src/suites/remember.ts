import { defineProvider, type RotationProvider } from "@turnbolt/core";
import { networkOf } from "../network.ts";
import type { Subject, Target } from "../target.ts";

export interface Remembered {
  readonly provider: RotationProvider;
  readonly target: Target;
  readonly subject: Subject;
}

/**
 * The same three, with an oracle that is asked once for what cannot have changed: a credential that was accepted
 * is, until something other than a read is sent. A login at a real server is the dearest part of a history.
 */
export function remember({ provider, target, subject }: Remembered): Remembered {
  const accepted = new Set<string>();
  let reading = 0;
  const forget = () => {
    if (reading === 0) accepted.clear();
  };
  const reads = (name: string) =>
    around(
      provider,
      name,
      () => reading++,
      () => reading--,
    );
  const changes = (name: string) => around(provider, name, forget, forget);
  // The same members in the same shapes, so it is still a provider.
  const watched = {
    ...provider,
    ...reads("verify"),
    ...reads("list"),
    ...changes("issue"),
    ...changes("revoke"),
  } as RotationProvider;
  return {
    provider: defineProvider(watched),
    target: {
      ...target,
      fetch(url, init) {
        forget();
        return networkOf(target).fetch(url, init);
      },
    },
    subject: {
      ...subject,
      accepts: async (secret) => {
        const key = JSON.stringify(secret);
        if (accepted.has(key)) return true;
        const yes = await subject.accepts(secret);
        if (yes) accepted.add(key);
        return yes;
      },
    },
  };
}

type Member = (...parts: never[]) => Promise<unknown>;

function around(provider: RotationProvider, name: string, before: () => void, after: () => void) {
  if (!(name in provider)) return {};
  // Every member that is named here is a method that answers with a promise.
  const member = Reflect.get(provider, name) as Member;
  const wrapped: Member = async (...parts) => {
    before();
    try {
      return await member(...parts);
    } finally {
      after();
    }
  };
  return { [name]: wrapped };
}

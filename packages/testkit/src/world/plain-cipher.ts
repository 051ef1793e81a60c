import type { Binding, Cipher } from "@turnbolt/core";

/** Seals nothing and forgets nothing: it opens only under the binding it sealed under, so that a wrong binding is found. */
export function plainCipher(): Cipher {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const name = (binding: Binding) =>
    JSON.stringify([binding.projectId, binding.ownerId, binding.version, binding.field, binding.subject]);
  return {
    seal: async (binding, value) => encoder.encode(JSON.stringify([name(binding), value])),
    async open(binding, sealed) {
      const [bound, value] = JSON.parse(decoder.decode(sealed)) as [string, string];
      if (bound !== name(binding)) throw new Error("sealed under another binding");
      return value;
    },
  };
}

import type { Binding, Cipher, Sealed } from "@turnbolt/core";

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

/** What was sealed, whatever it is bound to. */
export function plainValues(sealed: Readonly<Record<string, Sealed>>): Readonly<Record<string, unknown>> {
  const decoder = new TextDecoder();
  const entries = Object.entries(sealed).map(([field, bytes]) => {
    const [, value] = JSON.parse(decoder.decode(bytes)) as [string, string];
    return [field, JSON.parse(value)] as const;
  });
  return Object.fromEntries(entries);
}

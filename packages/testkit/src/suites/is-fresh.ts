import type { RotationProvider } from "@turnbolt/core";

/** Is each credential a new thing at the target, to be listed and counted there? */
export const isFresh = (provider: RotationProvider): boolean =>
  provider.phase === "dual" && provider.handles === "fresh";

import type { RotationProvider } from "../provider.ts";

/** The corners of the contract, as the steps see them. */
export type Chosen = Extract<RotationProvider, { readonly origin: "chosen" }>;
export type Granted = Extract<RotationProvider, { readonly origin: "granted" }>;
export type Dual = Extract<RotationProvider, { readonly phase: "dual" }>;
export type Fresh = Extract<RotationProvider, { readonly handles: "fresh" }>;
export type Single = Extract<RotationProvider, { readonly phase: "single" }>;

export const isFresh = (provider: RotationProvider): provider is Fresh =>
  provider.phase === "dual" && provider.handles === "fresh";

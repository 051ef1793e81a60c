import type { RotationProvider } from "@turnbolt/core";

/** The plugins under test. Each is loaded by itself, so that a process starts with what it needs. */
export const loaders = {
  postgres: async (): Promise<RotationProvider> => (await import("@turnbolt/plugin-postgres")).default,
  auth0: async (): Promise<RotationProvider> => (await import("@turnbolt/plugin-auth0")).default,
  okta: async (): Promise<RotationProvider> => (await import("@turnbolt/plugin-okta")).default,
  "aws-iam": async (): Promise<RotationProvider> => (await import("@turnbolt/plugin-aws-iam")).default,
  fleet: async (): Promise<RotationProvider> => (await import("./fleet/provider.ts")).default,
};

export type ProviderName = keyof typeof loaders;

export const providerNames = ["postgres", "auth0", "okta", "aws-iam"] as const;

import type { RotationProvider } from "@turnbolt/core";
import type * as z from "zod";

/** The installed plugins; their order says nothing. */
export type Plugins = readonly [RotationProvider, ...RotationProvider[]];

/** What a client has to send for one plugin. */
export type TypeOf<P> = P extends { readonly type: infer T extends string } ? T : never;
export type ParametersOf<P> = P extends { readonly parameters: infer S extends z.ZodType }
  ? z.input<S>
  : never;
export type SecretOf<P> = P extends { readonly secret: infer S extends z.ZodType } ? z.input<S> : never;
export type AppOf<P> = P extends { readonly app: infer A extends string } ? A : never;
export type CredentialsOf<P> = P extends { readonly connection: infer S extends z.ZodType }
  ? z.input<S>
  : never;

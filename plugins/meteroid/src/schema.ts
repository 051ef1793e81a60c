import { httpFields, sensitive } from "@turnbolt/core";
import * as z from "zod";

/** How we reach a Meteroid account. */
export const connection = z.object({
  method: z.literal("api-token").default("api-token"),
  apiToken: sensitive().meta({
    title: "API token",
    description: "A token of the account whose OAuth apps are rotated.",
    examples: ["pv_sand_9XzHg…"],
  }),
  ...httpFields("Meteroid"),
});

/** Which app is rotated. */
export const parameters = z.object({
  oauthAppId: z
    .string()
    .regex(/^[\w-]{1,128}$/, "an app ID, as app_7n42DGM5Tflk9n8mt7Fhc7")
    .meta({
      title: "OAuth app",
      description: "ID of the app whose client secret is rotated.",
      examples: ["app_7n42DGM5Tflk9n8mt7Fhc7"],
    }),
  clientId: z
    .string()
    .min(1)
    .max(255)
    .meta({
      title: "Client ID",
      description: "The app's client ID, which stays as it is: a new secret comes without it.",
      examples: ["oauth_2k9fJ3"],
    }),
});

/** What comes out. */
export const secret = z.object({
  clientId: z
    .string()
    .min(1)
    .meta({
      title: "Client ID",
      description: "The app's client ID.",
      examples: ["oauth_2k9fJ3"],
    }),
  clientSecret: sensitive(z.string().min(1)).meta({
    title: "Client secret",
    description: "The app's one client secret.",
    examples: ["mts_4kP0…"],
  }),
});

export type Connection = z.output<typeof connection>;

/** Where Meteroid answers, without a slash at the end. */
export const baseOf = ({ baseUrl }: Pick<Connection, "baseUrl">): string =>
  (baseUrl ?? "https://api.meteroid.com").replace(/\/+$/, "");

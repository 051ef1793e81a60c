import { choicesAs, sensitive } from "@turnbolt/core";
import * as z from "zod";

/** How we reach an Okta org. */
export const connection = z.object({
  method: z.literal("api-token").default("api-token"),
  instanceUrl: z
    .url({ protocol: /^https$/ })
    .refine((url) => !/-admin\.okta/i.test(url), "the org's own URL, without -admin")
    .meta({
      title: "Instance URL",
      description: "The URL of the org, as its users see it.",
      examples: ["https://example.okta.com"],
    }),
  apiToken: sensitive().meta({
    title: "API token",
    description: "A token of an administrator who may manage the apps to rotate.",
    examples: ["00QCjAl4MlV-WPXM…"],
  }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: "Base URL",
      description: "Where the org is reached instead of its instance URL, for gateways and tests.",
      examples: ["https://okta.gateway.example.com"],
    }),
  caCertificate: z
    .string()
    .optional()
    .meta({
      title: "CA certificate",
      description: "A private certificate authority to trust beside the public ones, PEM.",
      examples: ["-----BEGIN CERTIFICATE-----"],
    }),
  proxyUrl: sensitive(z.string().regex(/^https?:\/\//, "an http or https URL"))
    .optional()
    .meta({
      title: "Proxy",
      description: "An HTTP proxy between this server and Okta; may carry a user name and password.",
      examples: ["http://proxy.example.com:3128"],
    }),
});

/** Which app is rotated. */
export const parameters = z.object({
  clientId: choicesAs(
    { list: "apps", item: { id: "value", label: "label" } },
    z
      .string()
      .regex(/^[A-Za-z0-9]{1,64}$/, "an app ID: letters and digits")
      .meta({
        title: "App",
        description: "ID of the OpenID Connect app whose client secret is rotated.",
        examples: ["0oa1gjh63g214q0Hq0g4"],
      }),
  ),
  oauthClientId: z
    .string()
    .min(1)
    .optional()
    .meta({
      title: "Client ID",
      description: "Only for an app that was made with a client ID of its own, different from its app ID.",
      examples: ["billing-service"],
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
      examples: ["0oa1gjh63g214q0Hq0g4"],
    }),
  clientSecret: sensitive().meta({
    title: "Client secret",
    description: "The app's newest client secret.",
    examples: ["3vimrC5Yv6bS…"],
  }),
});

import { canonicalHost, passwordRequirements, sensitive } from "@turnbolt/core";
import * as z from "zod";
import { canonicalName, isDn, isUpn } from "./names.ts";

const withoutNul = (value: string) => !value.includes("\0") && value.isWellFormed();

const name = z
  .string()
  .min(3)
  .max(1024)
  .refine(withoutNul, "not a name that a directory can store")
  .refine(
    (value) => isDn(value) || isUpn(value),
    "a DN as uid=app,dc=example,dc=com, or a UPN as app@example.com",
  );

/** An empty password is no login at all: directories answer it with "welcome, stranger". */
const password = z.string().min(1).refine(withoutNul, "not a text that a directory can store");

export const connection = z
  .object({
    method: z.literal("simple-bind").default("simple-bind"),
    provider: z.enum(["active-directory", "openldap"]).meta({
      title: "Directory",
      description: "openldap stands for every server that knows the password modify operation of RFC 3062",
    }),
    url: z
      .string()
      .refine(
        (url) => placeOf(url) !== null,
        "ldaps://host or ldap://host, with a port if it is not the usual one",
      )
      .meta({
        title: "URL",
        description: "Active Directory takes passwords over ldaps:// alone",
        examples: ["ldaps://dc1.example.com", "ldap://ldap.example.com:1389"],
      }),
    dn: name.meta({
      title: "Account",
      description: "Who we log in as: a DN, or with Active Directory a UPN",
      examples: ["cn=turnbolt,ou=services,dc=example,dc=com", "turnbolt@example.com"],
    }),
    password: sensitive(password.meta({ title: "Password" })),
    sslRejectUnauthorized: z.boolean().default(true).meta({
      title: "Check the certificate",
      description: "Refuse a server whose certificate is not trusted or names another host",
    }),
    sslCertificate: z
      .string()
      .includes("-----BEGIN CERTIFICATE-----")
      .optional()
      .meta({
        title: "CA certificate",
        description:
          "PEM of the authority that signed the server's certificate; only this one is then trusted",
        examples: ["-----BEGIN CERTIFICATE-----\n…"],
      }),
  })
  .refine(({ provider, url }) => provider === "openldap" || url.toLowerCase().startsWith("ldaps://"), {
    path: ["url"],
    message: "Active Directory changes passwords over ldaps:// alone",
  })
  .refine(({ provider, dn }) => provider === "active-directory" || isDn(dn), {
    path: ["dn"],
    message: "only Active Directory knows names like this; give the DN",
  });

export const parameters = z.object({
  dn: name.meta({
    title: "Account to rotate",
    description: "A DN, or with Active Directory a UPN; it cannot be changed later",
    examples: ["uid=app,ou=people,dc=example,dc=com"],
  }),
  rotationMethod: z.enum(["connection-principal", "target-principal"]).default("connection-principal").meta({
    title: "Who sets the password",
    description:
      "connection-principal: the connection's account resets it. target-principal: the account changes it itself, for which its present password has to be handed over once",
  }),
  passwordRequirements: passwordRequirements.optional().meta({ title: "Password requirements" }),
});

export const secret = z.object({
  dn: name.meta({ title: "Account" }),
  password: sensitive(password.meta({ title: "Password" })),
});

export type Connection = z.output<typeof connection>;
export type Parameters = z.output<typeof parameters>;

export interface Place {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** Where a URL leads, or `null` for what is no LDAP URL of one host. */
export function placeOf(url: string): Place | null {
  const parts = /^(?<scheme>ldaps?):\/\/(?<host>\[[^\]]+\]|[^:/?#@[\]]+)(?::(?<port>\d{1,5}))?\/?$/i.exec(
    url,
  )?.groups;
  const host = parts?.host?.replace(/^\[|\]$/g, "") ?? "";
  if (!parts || canonicalHost(host) === null) return null;
  const secure = parts.scheme?.toLowerCase() === "ldaps";
  const port = parts.port === undefined ? (secure ? 636 : 389) : Number(parts.port);
  return port >= 1 && port <= 65_535 ? { host, port, secure } : null;
}

/** The same for a connection, whose URL has been looked at. */
export const placeFor = ({ url }: Pick<Connection, "url">): Place => {
  const place = placeOf(url);
  if (!place) throw new Error("a connection without a place passed its schema");
  return place;
};

/** An account as the rule "one rotation each" knows it; two ports of one directory are one. */
export const subjectOf = (connection: Connection, { dn }: Pick<Parameters, "dn">): string =>
  `${canonicalHost(placeFor(connection).host)}/${canonicalName(dn)}`;

/** Is it the connection's own account? Told by the name: two names of one account are not recognised. */
export const isOwn = (connection: Connection, { dn }: Pick<Parameters, "dn">): boolean =>
  canonicalName(connection.dn) === canonicalName(dn);

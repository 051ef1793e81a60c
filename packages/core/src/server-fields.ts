import * as z from "zod";

/** One spelling for every host, or `null` for what is no single host: lower case, short IPv6, no dot at the end. */
export function canonicalHost(host: string): string | null {
  if (!/^[^\s/@,?#\\[\]%]+$/.test(host)) return null;
  const { hostname } = URL.parse(`http://${host.includes(":") ? `[${host}]` : host}`) ?? {};
  return hostname?.replace(/^\[|\]$|\.$/g, "") || null;
}

/**
 * The fields of a connection to a server with a port: where it is, and how far TLS goes.
 *
 * @example
 * export const connection = z.object({ ...serverFields({ port: 3306 }), username: z.string(), password: sensitive() });
 */
export const serverFields = ({
  port,
  host = "db.example.com",
}: {
  readonly port: number;
  readonly host?: string;
}) => ({
  host: z
    .string()
    .refine((name) => canonicalHost(name) !== null, "one host name or IP address, without port")
    .meta({ title: "Host", description: "Name or address of the server itself", examples: [host] }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(port)
    .meta({ title: "Port", examples: [port] }),
  sslEnabled: z.boolean().default(true).meta({ title: "TLS", description: "Encrypt the connection" }),
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
      description: "PEM of the authority that signed the server's certificate; only this one is then trusted",
      examples: ["-----BEGIN CERTIFICATE-----\n…"],
    }),
});

import { customType, pgSchema, timestamp } from "drizzle-orm/pg-core";

/** Everything of ours lives here, beside the schemas of other tools in the same database. */
export const turnbolt = pgSchema("turnbolt");

/** An instant, as exact as a `Date`: what is read back equals what was written. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** Ciphertext. Inside JSON, PostgreSQL writes it as `\x` and hex digits. */
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array | string }>({
  dataType: () => "bytea",
  toDriver: (value) => Buffer.from(value),
  fromDriver: fromHex,
});

/** Ciphertexts by field name. */
export const sealedFields = customType<{
  data: Readonly<Record<string, Uint8Array>>;
  driverData: string | Record<string, string>;
}>({
  dataType: () => "jsonb",
  toDriver: (value) =>
    JSON.stringify(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, toHex(v)]))),
  fromDriver: (value) => Object.fromEntries(Object.entries(parsed(value)).map(([k, v]) => [k, fromHex(v)])),
});

/** A JSON document; the members named here are instants. */
export const document = <T>(name: string, ...dates: readonly string[]) =>
  customType<{ data: T; driverData: unknown }>({
    dataType: () => "jsonb",
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (value) => revive(parsed(value), new Set(dates)) as T, // written by us, as a T
  })(name);

/** How bytes are written inside JSON. */
export const toHex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString("hex")}`;

/** Bytes as the driver or JSON has them. */
export function fromHex(value: Uint8Array | string): Uint8Array {
  // A plain Uint8Array, so that it equals what was sealed.
  return new Uint8Array(typeof value === "string" ? Buffer.from(value.slice(2), "hex") : value);
}

const parsed = <V>(value: string | V): V => (typeof value === "string" ? JSON.parse(value) : value);

function revive(value: unknown, dates: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => revive(item, dates));
  if (typeof value !== "object" || value === null || dates.size === 0) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      dates.has(key) && typeof item === "string" ? new Date(item) : item,
    ]),
  );
}

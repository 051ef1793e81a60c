import { lookup } from "node:dns/promises";

/** Tells the addresses at which our own database listens: no plugin may talk to it. */
export async function ownDatabase(url: string): Promise<(address: string, port: number) => boolean> {
  const { hostname = "", port = "" } = URL.parse(url) ?? {};
  const bare = hostname.replace(/^\[|\]$/g, "");
  if (bare === "") return () => false;
  const found = await lookup(bare, { all: true }).catch(() => []);
  const addresses = new Set(found.map(({ address }) => address));
  if (addresses.has("127.0.0.1")) addresses.add("::1");
  const ours = Number(port) || 5432;
  return (address, port) => port === ours && addresses.has(address.replace(/^::ffff:/, ""));
}

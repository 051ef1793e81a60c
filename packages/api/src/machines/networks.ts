import { BlockList, isIP } from "node:net";

interface Address {
  readonly text: string;
  readonly family: "ipv4" | "ipv6";
}

/**
 * Reads a network such as `10.0.0.0/8`, `2001:db8::/32` or a single address, and gives it with its prefix length;
 * `null` when it is none. An IPv4 network that is written as IPv6 becomes the IPv4 network.
 */
export function networkOf(text: string): string | null {
  const [host = "", length, ...rest] = text.trim().split("/");
  const given = isIP(host) === 0 || host.includes("%") || rest.length > 0 ? null : addressOf(host);
  if (!given) return null;
  const bits = isIP(host) === 4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return null;
  if (bits === 32 || given.family === "ipv6") return `${given.text}/${prefix}`;
  return prefix < MAPPED_BITS ? `${host}/${prefix}` : `${given.text}/${prefix - MAPPED_BITS}`;
}

/** The address and the prefix length of a network. */
export function partsOf(network: string): { readonly address: string; readonly prefix: number } {
  const [address = "", prefix = ""] = network.split("/");
  return { address, prefix: Number(prefix) };
}

/**
 * Is an address in one of these networks? IPv4 stays IPv4 however it is written, so that `::/0` lets no IPv4 in. From an
 * address that is not known one is nowhere.
 */
export function isWithin(address: string | null, networks: readonly string[]): boolean {
  const given = address === null ? null : addressOf(address);
  if (!given) return false;
  return listOf(networks, given.family).check(given.text, given.family);
}

/** Lists that were read before: most requests are held against the same few. */
const lists = new Map<string, BlockList>();
const MOST_LISTS = 1_000;

function listOf(networks: readonly string[], family: Address["family"]): BlockList {
  const key = `${family} ${networks.join()}`;
  const known = lists.get(key);
  if (known) return known;
  const list = new BlockList();
  for (const { address, prefix } of networks.map(partsOf)) {
    if (familyOf(address) === family) list.addSubnet(address, prefix, family);
  }
  if (lists.size >= MOST_LISTS) lists.clear();
  lists.set(key, list);
  return list;
}

/** Whom one address stands for: itself, or with IPv6 the network of 64 bits that one customer has all of. */
export function neighbourhoodOf(address: string | null): string {
  const given = address === null ? null : addressOf(address);
  if (!given) return "nowhere";
  if (given.family === "ipv4") return given.text;
  const [head = "", tail] = new URL(`http://[${given.text}]`).hostname.slice(1, -1).split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail ? tail.split(":") : [];
  const gap = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...new Array<string>(gap).fill("0"), ...last].slice(0, 4).join(":");
}

const MAPPED_BITS = 96;
const MAPPED = new BlockList();
MAPPED.addSubnet("::ffff:0:0", MAPPED_BITS, "ipv6");

/** An address in its plainest form: without a zone, and as IPv4 where it is one. */
function addressOf(text: string): Address | null {
  const bare = text.replace(/%.*$/, "");
  const version = isIP(bare);
  if (version === 0) return null;
  if (version === 4 || !MAPPED.check(bare, "ipv6")) return { text: bare, family: familyOf(bare) };
  // The platform writes every form of it in one: ::ffff:a01:203.
  const groups = new URL(`http://[${bare}]`).hostname.slice(1, -1).split(":").slice(-2);
  const bytes = groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
  return { text: bytes.join("."), family: "ipv4" };
}

const familyOf = (address: string): Address["family"] => (address.includes(":") ? "ipv6" : "ipv4");

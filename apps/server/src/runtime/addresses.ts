import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { RotationError } from "@turnbolt/core";

/** Which addresses may be contacted. */
export interface AddressRules {
  /** Refuse private and loopback addresses as well. */
  readonly blockPrivate: boolean;
  /** Addresses with a port that belong to this installation itself. */
  isOurs(address: string, port: number): boolean;
  /** The addresses of a name; the system's resolver when absent. */
  lookup?(name: string): Promise<readonly string[]>;
}

/** The addresses of a host that may be contacted; refuses when there are none. */
export async function allowedAddresses(host: string, rules: AddressRules): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, "");
  const addresses = isIP(bare) ? [bare] : await (rules.lookup ?? resolved)(bare);
  const allowed = addresses.filter((address) => isAllowed(address, rules));
  if (allowed.length > 0) return allowed;
  throw new RotationError("invalid", `${host} leads to an address that this server does not contact.`);
}

/** The same for one port, which our own database may be behind. */
export async function allowedEndpoints(
  host: string,
  port: number,
  rules: AddressRules,
): Promise<readonly string[]> {
  const allowed = (await allowedAddresses(host, rules)).filter((address) => !rules.isOurs(address, port));
  if (allowed.length > 0) return allowed;
  throw new RotationError("invalid", `${host}:${port} is the database of this installation.`);
}

/** The same for what a proxy will contact for us: only names that nobody but the proxy knows are left to it. */
export async function assertAllowedBehindProxy(
  host: string,
  port: number,
  rules: AddressRules,
): Promise<void> {
  const bare = host.replace(/^\[|\]$/g, "");
  const known = isIP(bare) ? [bare] : await (rules.lookup ?? resolved)(bare).catch(() => []);
  if (known.length > 0) await allowedEndpoints(host, port, { ...rules, lookup: async () => known });
}

async function resolved(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function isAllowed(address: string, { blockPrivate }: AddressRules): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (NEVER.check(address, family)) return false;
  return !(blockPrivate && PRIVATE.check(address, family));
}

/** Link-local addresses and the places where clouds hand out credentials: nothing there is a target. */
const NEVER = blockList(
  ["0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "224.0.0.0/3"],
  ["::/128", "fe80::/10", "fd00:ec2::254/128", "ff00::/8"],
);

const PRIVATE = blockList(
  ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  ["::1/128", "fc00::/7"],
);

function blockList(v4: readonly string[], v6: readonly string[]): BlockList {
  const list = new BlockList();
  for (const [networks, family] of [[v4, "ipv4"] as const, [v6, "ipv6"] as const]) {
    for (const network of networks) {
      const [address = "", bits = ""] = network.split("/");
      list.addSubnet(address, Number(bits), family);
    }
  }
  return list;
}

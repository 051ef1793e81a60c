import { canonicalHost } from "@turnbolt/core";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The one address that a listener names, or `null` for none or several. */
export function addressIn(text: string): Address | null {
  const hosts = [...text.matchAll(/\(\s*HOST\s*=\s*([^()\s]+)\s*\)/gi)].map(([, host = ""]) => host);
  const ports = [...text.matchAll(/\(\s*PORT\s*=\s*(\d+)\s*\)/gi)].map(([, port]) => Number(port));
  const [host, port] = [hosts[0] ?? "", ports[0] ?? 0];
  const isOne = hosts.length === 1 && ports.length === 1 && canonicalHost(host) !== null;
  return isOne && port > 0 && port <= 65_535 ? { host, port } : null;
}

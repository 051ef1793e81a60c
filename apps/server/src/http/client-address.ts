import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isWithin } from "@turnbolt/api";
import type { TrustedProxies } from "../env.ts";

/** Who is at the other end, as far as that can be believed. */
export interface Client {
  readonly address: string | null;
  /** A proxy that is believed brought the request: what it says of it counts too. */
  readonly viaProxy: boolean;
}

/**
 * The nearest address that nobody vouches for: what is written further to the left may come from the client itself, and
 * says whatever it likes.
 */
export function clientOf(
  { socket, headers }: Pick<IncomingMessage, "socket" | "headers">,
  trusted: TrustedProxies,
): Client {
  const peer = plain(socket.remoteAddress ?? "");
  const believed = "hops" in trusted ? trusted.hops > 0 : isWithin(peer, trusted.networks);
  if (!believed) return { address: peer, viaProxy: false };
  const forwarded = [headers["x-forwarded-for"] ?? ""].flat().join(",").split(",");
  const chain = [peer, ...forwarded.map(plain).toReversed()];
  // What is no address ends the chain: nobody knows what stands before it.
  const end = chain.indexOf(null);
  const known = end < 0 ? chain : chain.slice(0, end);
  const at =
    "hops" in trusted
      ? Math.min(trusted.hops, known.length - 1)
      : known.findIndex((address) => !isWithin(address, trusted.networks));
  return { address: known.at(at) ?? null, viaProxy: true };
}

/** An address without its port, and as IPv4 where it is one; `null` for anything else. */
function plain(text: string): string | null {
  const bare = text.trim().replace(/^\[(.*)\](:\d+)?$/, "$1");
  const host = /^[\d.]+:\d+$/.test(bare) ? bare.replace(/:\d+$/, "") : bare;
  const mapped = /^::ffff:([\d.]+)$/i.exec(host)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  return isIP(host) === 0 ? null : host;
}

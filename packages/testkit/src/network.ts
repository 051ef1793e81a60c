import type { HostRequestInit, HostSocket } from "@turnbolt/core";
import type { Target } from "./target.ts";

/** The ways out of the kit: to a target in memory where there is one, else to the real network. */
export interface Network {
  fetch(url: string | URL, init?: HostRequestInit): Promise<Response>;
  socket(host: string, port: number): Promise<HostSocket>;
  resolve(host: string): Promise<readonly string[]>;
}

/** The network on which a target is reached. Private CAs and proxies are left out: a kit's target needs none. */
export function networkOf(target: Pick<Target, "fetch">): Network {
  return {
    fetch(url, init = {}) {
      const { caCertificate: _ca, proxyUrl: _proxy, ...standard } = init;
      return target.fetch ? target.fetch(url, standard) : fetch(url, standard);
    },
    socket: openSocket,
    async resolve(host) {
      const { lookup } = await import("node:dns/promises");
      return (await lookup(host, { all: true })).map(({ address }) => address);
    },
  };
}

async function openSocket(host: string, port: number): Promise<HostSocket> {
  const { connect } = await import("node:net");
  const { promise, resolve, reject } = Promise.withResolvers<HostSocket>();
  const socket = connect(port, host, () => resolve(socket));
  socket.once("error", reject);
  return await promise;
}

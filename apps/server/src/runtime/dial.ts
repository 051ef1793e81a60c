import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, getCACertificates } from "node:tls";
import { type AddressRules, allowedEndpoints, assertAllowedBehindProxy } from "./addresses.ts";
import { DeadlinePassed, GuardedSocket } from "./guarded-socket.ts";
import { tunnel } from "./tunnel.ts";

/** What every socket of one call is under. */
export interface Guard {
  /** Monotonic. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly rules: AddressRules;
}

export interface TlsOptions {
  readonly host: string;
  /** A private certificate authority, trusted beside the public ones. */
  readonly caCertificate?: string | undefined;
}

/** A guarded TCP connection to an address that may be contacted; the addresses that were checked are the ones tried. */
export async function dial(host: string, port: number, guard: Guard): Promise<GuardedSocket> {
  const addresses = await allowedEndpoints(host, port, guard.rules);
  guard.signal.throwIfAborted();
  if (performance.now() >= guard.deadline) throw new DeadlinePassed();
  const inner = connect({
    host: addresses.length === 1 ? (addresses[0] ?? host) : "pinned",
    port,
    autoSelectFamily: true,
    lookup: (_host, _options, found) =>
      found(
        null,
        addresses.map((address) => ({ address, family: isIP(address) })),
      ),
  });
  return await guarded(inner, guard);
}

async function guarded(inner: Socket, { deadline, signal }: Guard): Promise<GuardedSocket> {
  const abort = () => inner.destroy(abortReason(signal));
  signal.addEventListener("abort", abort, { once: true });
  try {
    await opened(inner, "connect");
  } finally {
    signal.removeEventListener("abort", abort);
  }
  const socket = new GuardedSocket(inner, deadline);
  const cut = () => socket.destroy(abortReason(signal));
  signal.addEventListener("abort", cut, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", cut));
  if (signal.aborted) cut();
  return socket;
}

/** TLS over a guarded socket; the certificate must name the host. */
export async function secure(socket: Socket, { host, caCertificate }: TlsOptions): Promise<Socket> {
  const secured = connectTls({
    socket,
    host,
    ALPNProtocols: ["http/1.1"],
    ...(isIP(host) ? {} : { servername: host }),
    ...(caCertificate === undefined ? {} : { ca: [...getCACertificates("default"), caCertificate] }),
  });
  await opened(secured, "secureConnect");
  return secured;
}

/** A connection for a URL: through a proxy where there is one, over TLS where the URL says so. */
export async function open(
  target: { readonly host: string; readonly port: number; readonly tls: boolean },
  route: { readonly caCertificate?: string | undefined; readonly proxyUrl?: string | undefined },
  guard: Guard,
): Promise<Socket> {
  const socket = route.proxyUrl
    ? await throughProxy(new URL(route.proxyUrl), target, route, guard)
    : await dial(target.host, target.port, guard);
  if (!target.tls) return socket;
  return await secure(socket, { host: target.host, caCertificate: route.caCertificate });
}

async function throughProxy(
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  { caCertificate }: { readonly caCertificate?: string | undefined },
  guard: Guard,
): Promise<Socket> {
  await assertAllowedBehindProxy(target.host, target.port, guard.rules);
  const tls = proxy.protocol === "https:";
  const host = proxy.hostname.replace(/^\[|\]$/g, "");
  const plain = await dial(host, Number(proxy.port) || (tls ? 443 : 80), guard);
  const socket = tls ? await secure(plain, { host, caCertificate }) : plain;
  await tunnel(socket, target, proxy);
  return socket;
}

function opened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error) => {
      socket.off(event, succeed).off("error", fail).off("close", closed);
      if (!error) return resolve();
      // Whatever comes after the first failure has been told already.
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    const succeed = () => done();
    const fail = (error: Error) => done(error);
    const closed = () => done(new Error("the connection was closed before it was open"));
    socket.once(event, succeed).once("error", fail).once("close", closed);
  });
}

const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error("the call was given up");

import type { HostRequestInit, RawAnswer, Runtime } from "@turnbolt/core";
import { Agent, fetch } from "undici";
import { type Guard, open } from "./dial.ts";

type Keep = (answer: RawAnswer) => Promise<void>;

/** `fetch` whose every byte goes through guarded sockets of this call alone. */
export function guardedFetch(
  guard: Guard,
  keep: Keep | undefined,
): { fetch: Runtime["fetch"]; close(): void } {
  const agents = new Map<string, Agent>();
  const agentFor = (route: Route): Agent => {
    const key = JSON.stringify([route.caCertificate, route.proxyUrl]);
    const known = agents.get(key) ?? newAgent(guard, route);
    agents.set(key, known);
    return known;
  };
  return {
    fetch: async (url, { caCertificate, proxyUrl, signal, ...init }: HostRequestInit = {}) => {
      const signals = signal ? [guard.signal, signal] : [guard.signal];
      // The platform's types and undici's describe the same objects twice.
      const sent = {
        ...init,
        signal: AbortSignal.any(signals),
        dispatcher: agentFor({ caCertificate, proxyUrl }),
      };
      const response = (await fetch(url, sent as Parameters<typeof fetch>[1])) as unknown as Response;
      return keep && response.ok ? await kept(response, keep) : response;
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy().catch(() => {});
    },
  };
}

type Route = Pick<HostRequestInit, "caCertificate" | "proxyUrl">;

function newAgent(guard: Guard, route: Route): Agent {
  return new Agent({
    pipelining: 1,
    connect: ({ hostname, port, protocol }, done) => {
      const tls = protocol === "https:";
      const host = hostname.replace(/^\[|\]$/g, "");
      open({ host, port: Number(port) || (tls ? 443 : 80), tls }, route, guard).then(
        (socket) => done(null, socket),
        (error: Error) => done(error, null),
      );
    },
  });
}

/** Hands the answer over before anybody else sees it, and what there is of it when it breaks off. */
async function kept(response: Response, keep: Keep): Promise<Response> {
  const { status, statusText, headers } = response;
  const chunks: Uint8Array[] = [];
  try {
    if (response.body) for await (const chunk of response.body) chunks.push(chunk);
  } catch (error) {
    await keep({ status, body: textOf(chunks), complete: false });
    throw error;
  }
  const body = Buffer.concat(chunks);
  await keep({ status, body: body.toString("utf8"), complete: true });
  const empty = status === 204 || status === 205;
  return new Response(empty ? null : body, { status, statusText, headers: plain(headers) });
}

const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString("utf8");

/** The body has been unpacked, so what speaks of its packing is not true any more. */
function plain(headers: Headers): Headers {
  const copy = new Headers([...headers]);
  copy.delete("content-encoding");
  copy.delete("content-length");
  return copy;
}

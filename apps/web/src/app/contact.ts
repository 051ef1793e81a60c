import { useSyncExternalStore } from "react";

/** How it stands between this page and the server. */
export interface Contact {
  /** The server answers. */
  readonly reachable: boolean;
  /** The server does not know this browser's session: none yet, or no more. */
  readonly signedOut: boolean;
}

let contact: Contact = { reachable: true, signedOut: false };
const listeners = new Set<() => void>();

function change(next: Partial<Contact>): void {
  const changed = { ...contact, ...next };
  if (changed.reachable === contact.reachable && changed.signedOut === contact.signedOut) return;
  contact = changed;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useContact = (): Contact => useSyncExternalStore(subscribe, () => contact);

/** Tells whoever listens when the server can be reached again, so that what is shown is read anew. */
export function onReachable(act: () => void): () => void {
  let before = contact.reachable;
  return subscribe(() => {
    if (contact.reachable && !before) act();
    before = contact.reachable;
  });
}

/** The session is there again. */
export const signedIn = (): void => change({ signedOut: false });

/** What a proxy says when the server behind it is gone. */
const GATEWAY = new Set([502, 503, 504]);

/** `fetch` that notes whether the server answers, and whether it knows who asks. */
export const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init);
    const ours = response.headers.has("x-request-id") || !GATEWAY.has(response.status);
    change({ reachable: ours, ...(response.status === 401 ? { signedOut: true } : {}) });
    return response;
  } catch (error) {
    // Leaving a page ends its requests; that says nothing of the server.
    if (!(init?.signal?.aborted ?? false)) change({ reachable: false });
    throw error;
  }
};

/** Asks whether the server is back. */
export async function knock(): Promise<void> {
  await watchedFetch("/healthz", { cache: "no-store" }).catch(() => null);
}

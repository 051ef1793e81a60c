import { signedIn, watchedFetch } from "./contact.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly remember: boolean;
}

/** Signs in; throws with the server's words when it refuses. The cookie is the server's alone to read. */
export async function signIn(credentials: Credentials): Promise<void> {
  await send("/api/v1/auth/sign-in", credentials);
  signedIn();
}

/** Ends the session, and everything that this page knows with it. */
export async function signOut(): Promise<void> {
  await send("/api/v1/auth/sign-out", {});
  location.assign("/sign-in");
}

/** Goes to the identity provider, which sends the browser back to `returnTo`. */
export async function goToIdentityProvider(returnTo: string): Promise<void> {
  const { url } = (await send("/api/v1/auth/identity-provider", { returnTo })) as { url: string }; // docs/people.md
  location.assign(url);
}

/** A path of ours, whatever a URL says of where to go after signing in. */
export const ownPath = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : "/";

async function send(path: string, body: object): Promise<unknown> {
  const response = await watchedFetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error("The server does not answer. Nothing was lost: try again.");
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new Error(wordsOf(answer) ?? `The server refuses (HTTP ${response.status}).`);
  return answer;
}

function wordsOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null || !("message" in answer)) return null;
  const { message } = answer;
  if (typeof message === "string") return message;
  if (!Array.isArray(message)) return null;
  return message.map((one: { path?: string; message?: string }) => one.message ?? "").join(" ");
}

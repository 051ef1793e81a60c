/** Asks a server as whoever has the token. */
export type Ask = <T>(path: string, body?: object) => Promise<T>;

export const askAt =
  (origin: string, token: string | null): Ask =>
  async <T>(path: string, body?: object) => {
    const response = await fetch(origin + path, {
      method: body ? "POST" : "GET",
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        "content-type": "application/json",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} → ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // what the API answers, which its own document holds it to
  };

/** Makes a machine identity, which `mayWhere` gives its roles; gives the access token that it got for its client secret. */
export async function machineTokenAt(
  origin: string,
  rootToken: string,
  name: string,
  mayWhere: (id: string) => Promise<unknown>,
): Promise<string> {
  const ask = askAt(origin, rootToken);
  const { identity } = await ask<{ identity: { id: string } }>("/api/v1/identities", { name });
  const auth = `/api/v1/auth/universal-auth/identities/${identity.id}`;
  const { identityUniversalAuth } = await ask<{ identityUniversalAuth: { clientId: string } }>(auth, {});
  const { clientSecret } = await ask<{ clientSecret: string }>(`${auth}/client-secrets`, {});
  await mayWhere(identity.id);
  const { clientId } = identityUniversalAuth;
  const logIn = "/api/v1/auth/universal-auth/login";
  const { accessToken } = await askAt(origin, null)<{ accessToken: string }>(logIn, {
    clientId,
    clientSecret,
  });
  return accessToken;
}

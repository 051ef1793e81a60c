import type { TokenSource } from "./token-source.ts";

/** How a machine identity logs in. */
export interface UniversalAuth {
  /** Where Turnbolt answers, as `https://turnbolt.example.com`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch?: typeof fetch;
}

interface Login {
  readonly token: string;
  /** On the clock of `performance.now()`. */
  readonly until: number;
}

/** A token is not used in the last part of its life, because a request takes time too. */
const PART_USED = 0.9;

/**
 * Logs a machine identity in when a token is needed, once for all who wait, and again before the token ends or when
 * the server refuses it. A login that fails is told to those who waited; the next call tries again.
 *
 * @example
 * const client = createClient({ url, token: universalAuth({ url, clientId, clientSecret }) });
 */
export function universalAuth(identity: UniversalAuth): TokenSource {
  let current: Login | null = null;
  let underWay: Promise<Login> | null = null;
  const renewed = (): Promise<Login> => {
    underWay ??= logIn(identity)
      .then((login) => {
        current = login;
        return login;
      })
      .finally(() => {
        underWay = null;
      });
    return underWay;
  };
  return {
    token: async () => (current && performance.now() < current.until ? current : await renewed()).token,
    refused: (token) => {
      if (current?.token === token) current = null;
    },
  };
}

async function logIn({ url, clientId, clientSecret, ...options }: UniversalAuth): Promise<Login> {
  const asked = performance.now();
  const ask = options.fetch ?? fetch;
  const response = await ask(new URL("/api/v1/auth/universal-auth/login", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ clientId, clientSecret }),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok || !isLogin(answer)) {
    throw new Error(
      `Turnbolt does not let the machine identity in (HTTP ${response.status}): ${messageOf(answer)}`,
    );
  }
  return { token: answer.accessToken, until: asked + answer.expiresIn * 1000 * PART_USED };
}

const isLogin = (answer: unknown): answer is { accessToken: string; expiresIn: number } =>
  typeof answer === "object" &&
  answer !== null &&
  "accessToken" in answer &&
  typeof answer.accessToken === "string" &&
  "expiresIn" in answer &&
  typeof answer.expiresIn === "number";

const messageOf = (answer: unknown): string =>
  typeof answer === "object" && answer !== null && "message" in answer && typeof answer.message === "string"
    ? answer.message
    : "the answer cannot be read";

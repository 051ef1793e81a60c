/** What every variable says while a provider works under `withHostileEnvironment`. */
const HOSTILE = "turnbolt-kit";

/** Does the work while every variable of the environment, known or not, has a value that is of no use. */
export async function withHostileEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const { env } = process;
  process.env = new Proxy(env, { get: (_, name) => (typeof name === "string" ? HOSTILE : undefined) });
  try {
    return await work();
  } finally {
    process.env = env;
  }
}

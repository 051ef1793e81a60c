/** Settings that the vendor's client looks for by itself. */
const OF_THE_DRIVER = /^(?:NODE_ORACLEDB_|ORA_|TNS_)/;

const ours = new WeakSet<object>();

/**
 * Hides the settings of the vendor's client from it: one prints all that is sent, passwords included, others change
 * the session. Nobody else in the process has a use for them, so they stay hidden.
 */
export function hideDriverSettings(): void {
  if (ours.has(process.env)) return;
  const hiding = new Proxy(process.env, {
    get: (env, name) =>
      typeof name === "string" && OF_THE_DRIVER.test(name) ? undefined : Reflect.get(env, name),
    // The environment takes a new value only when it is asked itself.
    set: (env, name, value) => Reflect.set(env, name, value),
  });
  ours.add(hiding);
  process.env = hiding;
}

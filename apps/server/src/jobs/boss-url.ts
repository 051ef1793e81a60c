/** Our own marks in the database's URL, which the queue's driver would send to the server. */
const OURS = ["prepare", "pgbouncer"];

/** The same database for the queue's own driver, which understands `host` and `sslmode` itself. */
export function bossUrl(url: string): string {
  const [address = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  for (const name of OURS) parameters.delete(name);
  const rest = parameters.toString();
  return rest === "" ? address : `${address}?${rest}`;
}

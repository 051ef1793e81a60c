import postgres from "postgres";

/** A second opinion from PostgreSQL's own client library, which prepares passwords as the standard says. */
export async function libpq(
  admin: postgres.Sql,
  { host, port }: { host: string; port: number },
): Promise<(secret: { username: string; password: string }) => Promise<boolean>> {
  await admin`CREATE EXTENSION IF NOT EXISTS dblink`;
  return async ({ username, password }) => {
    const facts = { host, port: String(port), dbname: "app", user: username, password };
    const conninfo = Object.entries(facts).map(
      ([key, value]) => `${key}='${value.replace(/['\\]/g, "\\$&")}'`,
    );
    try {
      await admin`SELECT dblink_connect('oracle', ${conninfo.join(" ")})`;
      await admin`SELECT dblink_disconnect('oracle')`;
      return true;
    } catch (error) {
      if (
        error instanceof postgres.PostgresError &&
        error.detail?.includes("password authentication failed")
      ) {
        return false;
      }
      throw error;
    }
  };
}

// A process to be killed: it starts the database in the folder it is given and says each row that was acknowledged.
import postgres from "postgres";
import { startEmbedded } from "../../src/embedded/index.ts";

const [directory = ""] = process.argv.slice(2);
const database = await startEmbedded({ directory });
const sql = postgres(database.url, { max: 1, onnotice: () => {} });
await sql`create table if not exists written (n int)`;
for (let n = 1; ; n++) {
  await sql`insert into written values (${n})`;
  console.log(n);
}

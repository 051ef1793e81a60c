import { answerCheck, schemaCheck } from "@turnbolt/answers";
import type { OpenApiDocument } from "@turnbolt/http";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seeded } from "../support/hostile/random.ts";
import { type HostileRequest, hostileRequest, type Source } from "../support/hostile/requests.ts";
import { closeConnections, type RawAnswer, send } from "../support/hostile/send.ts";
import { pairsOf } from "../support/rotations.ts";
import { startTurnbolt, TOKEN, type Turnbolt } from "../support/turnbolt.ts";

const SEED = 20_260_131;
const MUST_BE_REFUSED = 8_000;
const MAY_BE_TAKEN = 2_000;
const LONGEST_MS = 1_000;

let turnbolt: Turnbolt;
/** The oracle: past the code under test. */
let sql: postgres.Sql;
let source: Source;
let check: ReturnType<typeof answerCheck>;

beforeAll(async () => {
  turnbolt = await startTurnbolt();
  sql = postgres(turnbolt.databaseUrl, { max: 1, onnotice: () => {} });
  const pairs = await pairsOf(turnbolt);
  const rotation = await pairs.create(await pairs.asked());
  const document = (await turnbolt.http("GET", "/openapi.json")).body as OpenApiDocument;
  check = answerCheck(document);
  source = {
    token: TOKEN,
    fits: schemaCheck(document),
    real: {
      projectId: turnbolt.projectId,
      rotationId: rotation.id,
      connectionId: rotation.connectionId,
      environment: "dev",
      secretPath: "/",
      slug: "default",
    },
    targets: Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    ),
  };
}, 180_000);
afterAll(async () => {
  closeConnections();
  await sql.end();
  await turnbolt.stop();
});

it("is not answered with a fault, late, or with what is inside, and what must be refused writes nothing", async () => {
  const { refused, others } = requests();
  const before = await contents();
  const problems = await sendAll(refused);
  expect(problems).toEqual([]);
  expect(await contents()).toEqual(before);
  expect(await sendAll(others)).toEqual([]);
  expect((await fetch(`${turnbolt.url}/readyz`)).status).toBe(200);
}, 180_000);

/** The same ones each time. */
function requests() {
  const random = seeded(SEED);
  const refused: HostileRequest[] = [];
  const others: HostileRequest[] = [];
  while (refused.length < MUST_BE_REFUSED || others.length < MAY_BE_TAKEN) {
    const one = hostileRequest(source, random);
    const list = one.mustBeRefused ? refused : mayBeTried(one) ? others : null;
    if (list && list.length < (one.mustBeRefused ? MUST_BE_REFUSED : MAY_BE_TAKEN)) list.push(one);
  }
  return { refused, others };
}

/** All but what waits for a target, and what ends something that the other requests need. */
const mayBeTried = ({ method, path }: HostileRequest): boolean =>
  method === "GET" ||
  (method === "PATCH" && path.startsWith("/api/v2/secret-rotations")) ||
  !(method === "DELETE" || /^\/api\/(v2\/secret-rotations|v1\/app-connections)/.test(path));

/** What is wrong with the answers, a few at a time on their way. */
async function sendAll(list: readonly HostileRequest[]): Promise<readonly string[]> {
  const problems: string[] = [];
  const rest = list.values();
  const work = async () => {
    for (const one of rest) {
      const answer = await send(turnbolt.url, one);
      for (const problem of problemsOf(one, answer)) problems.push(`${problem}: ${shown(one, answer)}`);
      if (problems.length > 20) return;
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  return problems;
}

function* problemsOf(one: HostileRequest, answer: RawAnswer): Iterable<string> {
  const { status, headers, text, ms } = answer;
  if (status >= 500) yield "a fault";
  if (one.mustBeRefused && (status < 400 || status === 429)) yield "not refused for what it is";
  if (ms > LONGEST_MS) yield `took ${Math.round(ms)} ms`;
  if (INSIDE.test(text)) yield "tells what is inside";
  const pathname = new URL(one.path, turnbolt.url).pathname;
  try {
    check({ method: one.method, pathname, status, headers, text });
  } catch (error) {
    yield error instanceof Error ? error.message.slice(0, 300) : String(error);
  }
}

/** Stacks, SQL, and names of what we are made of. */
const INSIDE =
  /\bat \S+ ?\(?\S+:\d+:\d+|node_modules|PostgresError|DrizzleQuery|TRPCError|syntax error at|violates \w+[- ]\w+ constraint|insert into "|select .{1,200} from "|ECONNREFUSED|\/src\/\w/;

const shown = ({ kind, method, path, body }: HostileRequest, { status, text }: RawAnswer): string =>
  `${kind}: ${method} ${path.slice(0, 160)} ${body?.toString("utf8").slice(0, 150) ?? ""} → ${status} ${text.slice(0, 200)}`;

/** A digest of every table; what notes that somebody was there is left out. */
async function contents(): Promise<Readonly<Record<string, string>>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'turnbolt' and table_type = 'BASE TABLE' order by 1`;
  const digests: Record<string, string> = {};
  for (const { name } of tables) {
    if (/audit|session/.test(name)) continue;
    const [row] = await sql.unsafe<{ digest: string }[]>(
      `select count(*) || ' ' || coalesce(md5(string_agg(one::text, ',' order by one::text)), '') as digest from turnbolt."${name}" one`,
    );
    digests[name] = row?.digest ?? "";
  }
  return digests;
}

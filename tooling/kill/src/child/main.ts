import type { RotationProvider } from "@turnbolt/core";
import { createServer } from "@turnbolt/server";
import type { PostgresLedger } from "@turnbolt/store";
import type { Setup } from "../setup.ts";
import { lookAt } from "./look.ts";
import { plantIn } from "./plant.ts";
import { pointsOver } from "./points.ts";
import { shorten } from "./shorten.ts";
import { watchCommits } from "./watch-commits.ts";
import { watchLedger } from "./watch-ledger.ts";
import { watchProvider } from "./watch-provider.ts";

/** The socket to the parent on which points are announced. */
const POINTS_FD = 4;

/** What the parent asks: where a rotation stands, or how many batches are under way. */
interface Question {
  readonly id: number;
  readonly look?: string;
}

/** By name; each is loaded by itself, so that a process starts with what it needs. */
export type Loaders = Readonly<Record<string, () => Promise<RotationProvider>>>;

/** Waits for what the parent wants this process to be, and is it until the parent is gone. */
export function serve(loaders: Loaders): void {
  process.once("message", (setup: Setup) => {
    start(setup, loaders).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  process.on("disconnect", () => process.exit(1));
}

/** The composition root of the server that is killed: the product itself, with watchers around ledger and provider. */
async function start(setup: Setup, loaders: Loaders): Promise<void> {
  const points = pointsOver(setup.stops ? POINTS_FD : null);
  const load = loaders[setup.provider];
  if (!load) throw new Error(`there is no provider ${setup.provider}`);
  const provider = shorten(await load());
  let plain: PostgresLedger | null = null;
  const server = await createServer({
    plugins: [watchProvider(provider, points)],
    settings: {
      host: "127.0.0.1",
      port: 0,
      dataDirectory: setup.dataDirectory,
      databaseUrl: setup.databaseUrl,
      key: setup.key,
      rootToken: setup.rootToken,
      logLevel: "trace",
    },
    limits: setup.limits,
    tell: (message) => console.log(message),
    wrapLedger: (ledger) => {
      plain = ledger;
      const watched = watchLedger(plantIn(ledger, setup.plant), points);
      watchCommits(points, watched.pending);
      return watched.ledger;
    },
  });
  process.on("message", ({ id, look }: Question) => {
    if (!plain) throw new Error("the server has no ledger");
    const answer = look === undefined ? Promise.resolve(server.busy()) : lookAt(plain, look);
    answer.then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, failed: String(error) }),
    );
  });
  process.send?.({ url: server.url });
}

import { parseArgs } from "node:util";
import { generateKeyFile, type KeyService } from "@turnbolt/store";
import { createServer, type Server } from "./create-server.ts";
import { readEnvironment } from "./env.ts";
import { greeting } from "./greeting.ts";
import { createLog } from "./log.ts";
import { plugins } from "./plugins.ts";
import { stopOnSignals } from "./signals.ts";
import { version } from "./version.ts";

const USAGE = `turnbolt [--no-sandbox]
turnbolt --make-key FILE
turnbolt audit verify [--head HEAD] [--json]
turnbolt audit head

  --no-sandbox   do not start the sandbox, a database of its own with two accounts to rotate
  --make-key     write a new key into a file that is not there yet, say its id, and end
  audit verify   whether the audit is what was sealed, beside a server that runs or by itself; ends with 0 when it is
                 whole, 2 when it is broken, naming the first broken place, and 1 when it could not be looked at
  --head         a head that was noted earlier: the chain must go through it
  --json         the result as JSON
  audit head     the last seal, to be noted outside of the database
  --version      say which version this is
  --help         say this

Settings come from the environment, as TURNBOLT_PORT or TURNBOLT_DATABASE_URL.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "no-sandbox": { type: "boolean" },
      "make-key": { type: "string" },
      version: { type: "boolean" },
      help: { type: "boolean" },
      head: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(USAGE);
  if (values.version) return say(version);
  const keyFile = values["make-key"];
  if (keyFile !== undefined) return say((await makeKey(keyFile)).id);
  const { settings, warnings } = readEnvironment();
  const [area, command] = positionals;
  if (area === "audit") {
    const { auditCommand } = await import("./commands/audit.ts");
    for (const warning of warnings) tell(`! ${warning}`);
    const { head, json } = values;
    process.exitCode = await auditCommand(command, { settings, head, json, say, tell });
    return;
  }
  if (area !== undefined) throw new Error(`turnbolt knows no command ${area}; see turnbolt --help.`);
  for (const warning of warnings) say(`! ${warning}`);
  const log = createLog(settings.logLevel ?? (process.stdout.isTTY ? "warn" : "info"));
  const stop = stopOnSignals(say);
  const server = await createServer({ plugins, log, tell: say });
  stop.serve(server);
  for (const line of greeting(server)) say(line);
  await greetFirstAdmin(server);
  server.failed.then((why) => end(`${why} Turnbolt stops.`));
  if (!values["no-sandbox"] && settings.role === "all" && !stop.asked()) {
    const { startSandbox } = await import("./sandbox/index.ts");
    await startSandbox(server, { say, stopping: stop.asked, onStop: stop.afterwards });
  }
}

async function makeKey(file: string): Promise<KeyService> {
  try {
    return await generateKeyFile(file);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    if (code === "EEXIST") throw new Error(`${file} is there already, and is not replaced.`, { cause });
    throw cause;
  }
}

/** Whoever can read the terminal may become the first admin; a log, which others read too, never has the link. */
async function greetFirstAdmin({ url, services }: Server): Promise<void> {
  if (!url || !(await services.arrivals.state()).isNeeded) return;
  if (!process.stdout.isTTY) {
    return say(
      "  Admin       nobody yet: start at a terminal for a link, or invite somebody with the root token",
    );
  }
  const link = await services.arrivals.setUpLink();
  if (link) say(`  Admin       nobody yet: open this within an hour to be the first\n              ${link}`);
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function end(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

main().catch((error: unknown) => end(error instanceof Error ? error.message : String(error)));

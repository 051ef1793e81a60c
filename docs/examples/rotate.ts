import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createClient, factsOf, followRun, universalAuth } from "@turnbolt/client";

const USAGE = `Rotates one rotation and shows each step as it happens.

  node docs/examples/rotate.ts --url http://127.0.0.1:4400 --token-file .turnbolt/root-token --rotation sandbox
  node docs/examples/rotate.ts --url … --client-id … --client-secret-file … --rotation billing-db`;

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:4400" },
    rotation: { type: "string" },
    "token-file": { type: "string" },
    "client-id": { type: "string" },
    "client-secret-file": { type: "string" },
  },
});

// A secret never stands on a command line: anybody on the machine could read it there.
const fromFile = (path: string): string => readFileSync(path, "utf8").trim();

async function main(): Promise<void> {
  const { url, rotation: name } = values;
  const token = values["token-file"]
    ? fromFile(values["token-file"])
    : universalAuth({
        url,
        clientId: values["client-id"] ?? "",
        clientSecret: fromFile(values["client-secret-file"] ?? ""),
      });
  const client = createClient({ url, token });

  const { secretRotations } = await client.rotations.list.query({});
  const rotation = secretRotations.find((one) => one.name === name);
  if (!rotation) {
    console.log(`There is ${secretRotations.map((one) => one.name).join(", ") || "no rotation"}.`);
    return;
  }
  const { runId } = await client.rotations.rotate.mutate({ rotationId: rotation.id, wait: false });
  let shown = 0;
  for await (const run of followRun(client, runId)) {
    for (const { name, outcome } of run.steps.slice(shown)) console.log(`${name}: ${outcome}`);
    shown = run.steps.length;
    if (run.ended) console.log(run.state === "done" ? "rotated" : `${run.state}: ${run.message}`);
  }
}

if (values.rotation === undefined) console.log(USAGE);
else {
  await main().catch((error: unknown) => {
    // A run in the way, a right that is missing: the message says it, the facts are for programs.
    console.error(error instanceof Error ? error.message : error, factsOf(error) ?? "");
    process.exitCode = 1;
  });
}

import type { Credential } from "@turnbolt/core";
import { Desk } from "./desk.ts";
import { expectThat, outcomeOf } from "./expect.ts";
import { isFresh } from "./is-fresh.ts";
import { sensitiveValues, shows, spoil } from "./spoil.ts";
import type { Case, Suite } from "./stage.ts";

/** No value leaves by another way than the one it must take. */
export const secrecy: Suite = {
  name: "secrecy",
  cases: (provider) => [
    publicParts,
    errors,
    lines,
    ...(isFresh(provider) || provider.phase === "dual" ? [listedParts] : []),
  ],
};

const publicParts: Case = {
  name: "handles and subjects carry no secret value",
  async run(stage) {
    const desk = await Desk.open(stage);
    const credential = await desk.issue();
    const values = valuesOf(desk, [credential]);
    // fields of an object schema
    const connection = stage.provider.connection.parse(desk.connection) as Record<string, unknown>;
    expectThat(!shows(credential.handle, values), "the handle carries the secret");
    const subjects = stage.provider.subjects(connection, desk.parameters).join("\n");
    expectThat(!shows(subjects, values), "a subject carries a secret");
  },
};

const listedParts: Case = {
  name: "what list, check and options tell carries no secret value",
  async run(stage) {
    const { provider } = stage;
    const desk = await Desk.open(stage);
    const credential = await desk.issue();
    const told: unknown[] = [await desk.check()];
    if (isFresh(provider)) told.push(await desk.list(credential));
    for (const page of Object.values(provider.options ?? {}))
      if (page) told.push(await desk.ask((session) => page(session)));
    expectThat(!shows(JSON.stringify(told), valuesOf(desk, [credential])), "a list, check or page tells one");
  },
};

const errors: Case = {
  name: "no error, whatever goes wrong, carries a secret value in message, stack, cause or field",
  async run(stage) {
    const desk = await Desk.open(stage);
    const { seen, failures } = await everythingGoesWrong(desk, stage);
    const values = valuesOf(desk, seen);
    for (const [what, error] of failures)
      expectThat(!shows(everythingIn(error), values), `the error of ${what} carries a secret`);
    expectThat(failures.length > 0, "nothing went wrong: this case proves nothing");
  },
};

const lines: Case = {
  name: "no log line and no address carries a secret value",
  async run(stage) {
    const desk = await Desk.open(stage);
    const { seen } = await everythingGoesWrong(desk, stage);
    const values = valuesOf(desk, seen);
    for (const line of desk.trace.lines) expectThat(!shows(line, values), "a log line carries a secret");
    for (const url of desk.trace.urls) expectThat(!shows(url, values), "an address carries a secret");
  },
};

/** Good calls and bad ones, with everything that was a secret in them. */
async function everythingGoesWrong(desk: Desk, stage: Parameters<Case["run"]>[0]) {
  const { provider } = stage;
  const { brokenConnection, closedConnection } = desk.target;
  const failures: [string, unknown][] = [];
  const seen: Credential[] = [];
  const attempt = async (what: string, call: () => Promise<unknown>) => {
    const outcome = await outcomeOf(call);
    if (!outcome.ok) failures.push([what, outcome.error]);
  };
  const credential = await desk.issue();
  const wrong = spoil(provider, credential);
  seen.push(credential, wrong);
  await attempt("verify of a wrong secret", () => desk.verify(wrong));
  await attempt("verify at a closed port", () => desk.verify(credential, { connection: closedConnection }));
  await attempt("check refused", () => desk.check(desk.parameters, { connection: brokenConnection }));
  await attempt("check at a closed port", () =>
    desk.check(desk.parameters, { connection: closedConnection }),
  );
  for (const kind of ["cut", "lost", "gateway"] as const) {
    for (const at of [0, 1]) {
      const run = stage.run();
      const draft = desk.draft(run);
      if (draft) seen.push(draft);
      const trouble = { at, kind };
      await attempt(`issue, ${kind}`, () => desk.send(run, draft, trouble));
      await attempt(`verify, ${kind}`, () => desk.verify(credential, { trouble }));
      if (provider.phase === "dual")
        await attempt(`revoke, ${kind}`, () => desk.revoke(credential.handle, trouble));
    }
  }
  return { seen, failures };
}

/** Everything of the connections and the credentials that nobody may see. */
function valuesOf(desk: Desk, credentials: readonly Credential[]): readonly string[] {
  const { connection, secret } = desk.provider;
  const { target } = desk;
  const ways = [desk.connection, target.connection, target.brokenConnection, target.closedConnection];
  return [
    ...ways.flatMap((way) => sensitiveValues(connection, way)),
    ...credentials.flatMap((credential) => sensitiveValues(secret, credential.secret)),
  ].filter((value) => value.length >= 6);
}

/** Message, stack, causes and every own field, hidden or not, as far down as they go. */
function everythingIn(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== "object" || value === null) return typeof value === "string" ? value : "";
  if (seen.has(value)) return "";
  seen.add(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  const parts = Reflect.ownKeys(value).map((key) => {
    const field = Object.getOwnPropertyDescriptor(value, key);
    return field && "value" in field ? `${String(key)} ${everythingIn(field.value, seen)}` : "";
  });
  return parts.join("\n");
}

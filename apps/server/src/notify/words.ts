import type { ToldEvent } from "@turnbolt/core";

/** What a delivery says, in names and numbers. */
export interface Said {
  readonly event: string;
  readonly at: Date;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The same for people: one line, and what else there is to say. */
export interface Words {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Says an event in plain words. `link` leads to where it can be looked at. */
export function wordsOf({ event, at, payload }: Said, publicUrl: string | undefined): Words {
  const rotation = named(payload.rotation);
  const connection = named(payload.connection);
  const project = named(payload.project);
  const what = rotation
    ? `rotation ${rotation.name}`
    : connection
      ? `connection ${connection.name}`
      : "Turnbolt";
  const where = [project?.name, payload.environment, payload.secretPath].filter(
    (part) => typeof part === "string",
  );
  const facts: readonly (readonly [string, unknown])[] = [
    ["Where", where.join(" / ")],
    ["Type", rotation?.type],
    ["Connection", connection?.name],
    ["Version", payload.version],
    ["Credential", payload.handle],
    ["Secrets", Array.isArray(payload.secrets) ? payload.secrets.join(", ") : undefined],
    ["Run", payload.runId],
    ["At", at.toISOString()],
  ];
  const told = facts.flatMap(([name, value]) =>
    typeof value === "string" || typeof value === "number" ? (value === "" ? [] : [`${name}: ${value}`]) : [],
  );
  const link = publicUrl && rotation ? [new URL(`/rotations/${rotation.id}`, publicUrl).href] : [];
  const message = typeof payload.message === "string" ? [payload.message] : [];
  return { title: `${what}: ${happened(event)}`, lines: [...message, ...told, ...link] };
}

const HAPPENED: Readonly<Record<ToldEvent | "test", string>> = {
  "rotation.succeeded": "rotated",
  "rotation.failed": "could not be rotated",
  "rotation.attention": "waits for a decision",
  "rotation.alert": "still without an answer",
  "rotation.overdue": "overdue",
  "rotation.due-soon": "will be rotated soon",
  "connection.broken": "refused by its target",
  test: "a test",
};

const happened = (event: string): string =>
  Object.hasOwn(HAPPENED, event) ? HAPPENED[event as keyof typeof HAPPENED] : event; // it is one of them

interface Named {
  readonly id: string;
  readonly name: string;
  readonly type?: string;
}

const named = (value: unknown): Named | null =>
  typeof value === "object" && value !== null && "name" in value && "id" in value ? (value as Named) : null; // as the store writes them

import type { Search } from "../../app/search-text.ts";
import type { client } from "../../app/trpc.ts";

type Ask = Extract<Parameters<typeof client.audit.list.query>[0], object>;
export type AuditLog = Awaited<ReturnType<typeof client.audit.list.query>>["auditLogs"][number];
export type Filter = Omit<Ask, "cursor" | "limit">;

/** Of a list, so many rows are read at once. */
export const PAGE = 100;

/** The value of the project's field that stands for the whole installation. */
export const EVERYWHERE = "everywhere";

/** The nouns that kinds begin with, in the words of people. */
export const NOUNS: Readonly<Record<string, string>> = {
  rotation: "Rotations",
  run: "Runs",
  credential: "Credentials",
  secret: "Secrets",
  connection: "Connections",
  folder: "Folders",
  environment: "Environments",
  project: "Projects",
  identity: "Machine identities",
  token: "Access tokens",
  "client-secret": "Client secrets",
  person: "People",
  member: "Members",
  invitation: "Invitations",
  session: "Sessions",
  "sign-in": "Sign-ins",
  channel: "Notification channels",
  audit: "The audit itself",
  "root-token": "The root token",
};

/**
 * What is asked of the server for the filters that stand in the URL. Days are those of whoever looks, whole ones: `until`
 * counts. What makes no sense is left out.
 */
export function filterOf(search: Search, ownProject: string | null): Filter {
  const projectId = projectOf(search, ownProject);
  const from = startOf(search.from);
  const until = dayAfter(startOf(search.until));
  return {
    ...(projectId !== null && { projectId }),
    ...(search.kind && { kind: search.kind }),
    ...(search.actor && { actor: search.actor }),
    ...(search.rotation && { rotationId: search.rotation }),
    ...(search.connection && { connectionId: search.connection }),
    ...(search.secret && { secretId: search.secret }),
    ...(from && { from: from.toISOString() }),
    ...(until && { until: until.toISOString() }),
  };
}

/** Which project's audit is read; `null` is the whole installation. */
export function projectOf({ project }: Search, ownProject: string | null): string | null {
  if (project === EVERYWHERE) return null;
  return project || ownProject;
}

/** Where the same filter leads to as a file. */
export function exportPath(format: "csv" | "jsonl", filter: Filter): string {
  const asked = Object.entries(filter).map(([name, value]) => [name, String(value)] as [string, string]);
  return `/api/v1/audit-logs/export.${format}?${new URLSearchParams(asked)}`;
}

/** Who did it, in plain words; the whole name stands in the filter. */
export function actorWords(actor: string | null, me: string): string {
  if (actor === null) return "Turnbolt";
  if (actor === me) return "You";
  if (actor === "root-token") return "Root token";
  const [kind, id = ""] = actor.split(":");
  return `${kind === "machine" ? "Machine" : "Person"} ${id.slice(0, 8)}`;
}

/** What a row tells beyond what stands in its own columns. */
export function detailsOf({
  data,
  rotationId,
  connectionId,
  runId,
}: AuditLog): readonly (readonly [string, string])[] {
  const linked = new Set<unknown>([rotationId, connectionId, runId]);
  return Object.entries(data).flatMap(([name, value]) =>
    value === null || linked.has(value) ? [] : [[name, String(value)] as const],
  );
}

function startOf(day: string | undefined): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? "");
  if (!parts) return null;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number]; // three groups matched
  const start = new Date(year, month - 1, date);
  return start.getMonth() === month - 1 ? start : null;
}

const dayAfter = (start: Date | null): Date | null =>
  start && new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1);

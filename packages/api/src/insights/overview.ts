import type { Decision } from "@turnbolt/core";
import { type Actor, may } from "../permissions/actor.ts";
import { projectsOf } from "../rotations/list.ts";
import type { Parts } from "../services.ts";
import { dateOf, daysFrom, plusDays } from "./days.ts";
import type { OverviewOf, OverviewView, ProblemView } from "./schema.ts";
import type { BrokenConnection, ProblemRotation, RunDays } from "./store.ts";

const WORST = 20;
const DAYS = 30;

/** How everything is doing, and the worst of it. */
export async function overview(parts: Parts, { projectId }: OverviewOf, actor: Actor): Promise<OverviewView> {
  const scope = await projectsOf(parts, projectId, actor);
  const { insights } = parts.store;
  const today = dateOf(parts.engine.clock.now());
  const first = plusDays(today, 1 - DAYS);
  const [counters, problems, broken, nextHours, runs] = await Promise.all([
    insights.counters(scope),
    insights.problems(scope),
    insights.broken(scope),
    insights.nextHours(scope),
    insights.between(scope, first, today),
  ]);
  const worst = [
    ...broken.map((connection) => brokenView(connection, actor)),
    ...problems.attention.map(attentionView),
    ...problems.failing.map(failingView),
    ...problems.overdue.map(overdueView),
  ];
  return {
    counters,
    worst: worst.slice(0, WORST),
    nextHours: [...nextHours],
    days: daysView(daysFrom(first, today), runs),
    durations:
      runs.medianMs === null || runs.p95Ms === null ? null : { medianMs: runs.medianMs, p95Ms: runs.p95Ms },
  };
}

function daysView(dates: readonly string[], { days }: RunDays): OverviewView["days"] {
  const known = new Map(days.map((one) => [one.day, one]));
  return dates.map((day) => {
    const { succeeded = 0, failed = 0 } = known.get(day) ?? {};
    return { day, succeeded, failed };
  });
}

const NOTHING = { decisions: [] as Decision[], runId: null, rotation: null, connection: null, held: null };

/** What the target said may name things of it: it is for those who may see the connection. */
function brokenView(broken: BrokenConnection, actor: Actor): ProblemView {
  const { id, name, app, projectId, brokenAt, brokenMessage, held } = broken;
  const maySee = may(actor, "read", "app-connections", projectId);
  return {
    ...NOTHING,
    problem: "broken-connection",
    since: brokenAt,
    cause: (maySee && brokenMessage) || "The target refuses the connection's login.",
    action: "mend-connection",
    connection: { id, name, app, projectId },
    held,
  };
}

function attentionView({ attention, ...rotation }: ProblemRotation): ProblemView {
  if (!attention) throw new Error("a rotation that waits for a person says why");
  return {
    ...NOTHING,
    problem: "attention",
    since: attention.since,
    cause: attention.message,
    action: "release",
    decisions: [...attention.decisions],
    rotation: rotationView(rotation),
  };
}

const failingView = ({ lastFailedAt, run, ...rotation }: ProblemRotation): ProblemView => ({
  ...NOTHING,
  problem: "failing",
  since: lastFailedAt ?? new Date(0),
  cause: run?.message ?? "The last try failed.",
  action: run ? "retry" : "rotate",
  runId: run?.id ?? null,
  rotation: rotationView(rotation),
});

function overdueView({ nextAt, run, ...rotation }: ProblemRotation): ProblemView {
  const isOpen = run !== null && !ENDED.has(run.state);
  return {
    ...NOTHING,
    problem: "overdue",
    since: nextAt ?? new Date(0),
    cause: isOpen
      ? (run.message ?? "A run is under way.")
      : "Nobody has begun: is a process running whose role is all or worker?",
    action: isOpen ? "retry" : "rotate",
    runId: isOpen ? run.id : null,
    rotation: rotationView(rotation),
  };
}

const ENDED = new Set(["done", "failed", "cancelled"]);

const rotationView = ({
  id,
  name,
  type,
  projectId,
  environment,
  path,
}: Pick<ProblemRotation, "id" | "name" | "type" | "projectId" | "environment" | "path">) => ({
  id,
  name,
  type,
  projectId,
  environment,
  secretPath: path,
});

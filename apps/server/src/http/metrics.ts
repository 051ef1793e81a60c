import type { Actor, Services } from "@turnbolt/api";
import { version } from "../version.ts";

/** What Prometheus reads. Figures alone: no name of anything, and no value. */
export interface Metrics {
  /** Of this process, and of the rotations that whoever asks may read. */
  of(actor: Actor): Promise<string>;
}

export interface MetricsParts {
  readonly services: Pick<Services, "insights">;
  /** How many batches of work are under way in this process. */
  readonly busy: () => number;
}

/** Of the text format. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export const metricsOf = ({ services, busy }: MetricsParts): Metrics => ({
  of: async (actor) => {
    const { counters, broken, today } = await services.insights.figures(actor);
    const metrics = [
      one("turnbolt_info", "gauge", "What runs here.", { [`version="${version}"`]: 1 }),
      one("turnbolt_rotations", "gauge", "Rotations that somebody may have to look at, up to a bound.", {
        'state="failing"': counters.failing.count,
        'state="attention"': counters.attention.count,
        'state="overdue"': counters.overdue.count,
        'state="due_soon"': counters.dueSoon.count,
      }),
      one(
        "turnbolt_connections_broken",
        "gauge",
        "Connections that the target refuses, up to a bound.",
        broken,
      ),
      one("turnbolt_runs_today", "gauge", "Tries at a new credential that ended today, in UTC.", {
        'outcome="succeeded"': today.succeeded,
        'outcome="failed"': today.failed,
      }),
      one("turnbolt_batches", "gauge", "Batches of work under way in this process.", busy()),
      ...ofProcess(),
    ];
    return metrics.join("");
  },
});

/** By the names that dashboards for every kind of process know. */
function ofProcess(): readonly string[] {
  const { user, system } = process.cpuUsage();
  const startedAt = Date.now() / 1000 - process.uptime();
  return [
    one("process_cpu_seconds_total", "counter", "Processor time.", (user + system) / 1e6),
    one("process_resident_memory_bytes", "gauge", "Memory in use.", process.memoryUsage.rss()),
    one("process_start_time_seconds", "gauge", "When the process began.", startedAt),
  ];
}

/** One metric in the text format: a value, or one for each set of labels. No label is anything that users wrote. */
function one(
  name: string,
  type: "gauge" | "counter",
  help: string,
  values: number | Readonly<Record<string, number>>,
): string {
  const lines =
    typeof values === "number"
      ? [`${name} ${values}`]
      : Object.entries(values).map(([labels, value]) => `${name}{${labels}} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n");
}

import type { Actor } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import { calendar } from "./calendar.ts";
import { type Figures, figures } from "./figures.ts";
import { overview } from "./overview.ts";
import type { OverviewOf } from "./schema.ts";
import type { CalendarOf } from "./schema-calendar.ts";

export type InsightService = ReturnType<typeof insightService>;

export const insightService = (parts: Parts) => ({
  /** How everything is doing: counts, the worst with what helps, the next hours and the last days. */
  overview: (of: OverviewOf, actor: Actor) => overview(parts, of, actor),
  /** The few figures that a monitor watches. */
  figures: (actor: Actor): Promise<Figures> => figures(parts, actor),
  /** What has happened on some days and what is planned for them. */
  calendar: (of: CalendarOf, actor: Actor) => calendar(parts, of, actor),
});

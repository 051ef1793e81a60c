export type { KitClock, StartTarget, Subject, Target } from "./target.ts";

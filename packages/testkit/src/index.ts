export { type Corner, corner, corners } from "./corners/index.ts";
export type { KitClock, StartTarget, Subject, Target, TargetChange } from "./target.ts";

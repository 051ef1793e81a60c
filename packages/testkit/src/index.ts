export { type Declared, factsOf } from "./corners/declared.ts";
export { type Corner, corner, corners, cornersOf } from "./corners/index.ts";
export {
  type CaseResult,
  type ConformanceOptions,
  describeProvider,
  examineProvider,
  type Runner,
} from "./describe-provider.ts";
export { type Network, networkOf } from "./network.ts";
export type { Budget, SuiteName } from "./suites/stage.ts";
export type { Bystander, KitClock, StartTarget, Subject, Target, TargetChange } from "./target.ts";

export { advance } from "./advance.ts";
export { type Batch, type BatchRequest, workBatch } from "./batch.ts";
export {
  applyChange,
  type Change,
  dueAt,
  hasEnded,
  type LifecycleEvent,
  mergeChanges,
  type RotationPatch,
} from "./change.ts";
export { type CheckResult, checkRotation, withClient, withRuntime } from "./check.ts";
export { type Command, CommandRefused } from "./command.ts";
export * from "./commands.ts";
export { type NewRotation, newRotation } from "./create.ts";
export { defaultLimits, type Engine, type Limits, type LongStep } from "./engine.ts";
export { bindingOf, connectionBinding, openConnection, openVersion, sealSecret } from "./job.ts";
export * from "./model.ts";
export { nextDue } from "./next-due.ts";
export { isLogin, isOwnAccount, replacesLogin } from "./own-account.ts";
export { type Plan, planOf, planRun, warningsOf } from "./plan.ts";
export { prepareWith } from "./prepare.ts";
export { release } from "./release.ts";
export { sealConnection } from "./seal-connection.ts";
export { type ToldEvent, toldEvents } from "./told.ts";

export { API_LEVEL, apiLevelOf } from "./brand.ts";
export { type ChoicesAs, choicesAs, choicesAsOf } from "./choices-as.ts";
export { dial } from "./dial.ts";
export {
  isLedgerError,
  isRotationError,
  LedgerError,
  RotationError,
  type RotationErrorCode,
  type RotationErrorOptions,
} from "./errors.ts";
export { type HttpReach, httpFields, readHttp, retryAfterMs, sendHttp } from "./http-fields.ts";
export * from "./lifecycle/index.ts";
export {
  generatePassword,
  type PasswordRequirements,
  passwordRequirements,
  type RandomBytes,
  SAFE_SYMBOLS,
} from "./password.ts";
export * from "./ports.ts";
export * from "./provider.ts";
export { redact } from "./redact.ts";
export { createRegistry, type Registry } from "./registry.ts";
export {
  fillStatement,
  type Quoting,
  type StatementValues,
  statementFault,
} from "./rotation-statement.ts";
export type { HostRequestInit, HostSocket, ProviderLog, Runtime } from "./runtime.ts";
export * from "./schedule/index.ts";
export { Secret } from "./secret.ts";
export { sensitive, sensitiveFields } from "./sensitive.ts";
export { canonicalHost, serverFields } from "./server-fields.ts";
export type { Held, Option, OptionPage, Permission, Propagation, RawAnswer } from "./shapes.ts";

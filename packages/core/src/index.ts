export { API_LEVEL, apiLevelOf } from "./brand.ts";
export {
  isRotationError,
  RotationError,
  type RotationErrorCode,
  type RotationErrorOptions,
} from "./errors.ts";
export {
  generatePassword,
  type PasswordRequirements,
  passwordRequirements,
  type RandomBytes,
  SAFE_SYMBOLS,
} from "./password.ts";
export * from "./provider.ts";
export type { HostRequestInit, HostSocket, ProviderLog, Runtime } from "./runtime.ts";
export { sensitive, sensitiveFields } from "./sensitive.ts";
export type { Held, Option, OptionPage, Permission, Propagation, RawAnswer } from "./shapes.ts";

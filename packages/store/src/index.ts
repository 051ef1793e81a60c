export {
  type AuditFilter,
  type AuditLog,
  type AuditLogStore,
  type AuditPosition,
  type AuditReading,
  createAuditLogStore,
} from "./audit/audit-logs.ts";
export {
  type AuditSealStatus,
  type AuditSealStore,
  type AuditVerificationRecord,
  createAuditSealStore,
  recordVerification,
  sealStatus,
} from "./audit/audit-seals.ts";
export type { BrokenPlace, BrokenWhat } from "./audit/broken-place.ts";
export { holdsSeal } from "./audit/read-chain.ts";
export { type Sealed, sealAudit } from "./audit/seal-audit.ts";
export type { AuditHead } from "./audit/seal-format.ts";
export { type AuditVerification, verifyAudit } from "./audit/verify-audit.ts";
export type { Author } from "./author.ts";
export {
  type BulkJob,
  type BulkOutcome,
  cancelBulkJob,
  closeRemoval,
  createBulkJob,
  type Emptied,
  type NewBulkJob,
  nextBulkItems,
  putOffBulkJob,
  settleBulkItems,
  takeBulkJob,
} from "./bulk/jobs.ts";
export type { BulkItem, BulkProgress, QueuedRun } from "./bulk/queries.ts";
export type { CarriedRotation } from "./bulk/removals.ts";
export { CipherError, type CipherErrorCode } from "./cipher-error.ts";
export { createCipher, type StoreCipher } from "./create-cipher.ts";
export { type Database, type DatabaseOptions, openDatabase } from "./database.ts";
export { isStoreError, StoreError, type StoreErrorCode, type Taken } from "./errors.ts";
export { endHalfAsked } from "./half-asked.ts";
export { countRunEnds } from "./insights/count-run-ends.ts";
export { generateKeyFile } from "./keyring/generate.ts";
export { noteHolder, removeHolder } from "./keyring/holders.ts";
export type { Keyring, KeyService } from "./keyring/key-service.ts";
export {
  type BegunRewrap,
  beginRewrap,
  continueRewrap,
  type KeyRewrap,
  readKeyStatus,
} from "./keyring/rewrap.ts";
export { keyFromEnvironment, keyFromFile } from "./keyring/sources.ts";
export { type AuditEntry, writeAudit } from "./ledger/audit.ts";
export type { CommandOptions } from "./ledger/command.ts";
export {
  type ConnectionUpdate,
  createConnection,
  type NewConnection,
  noteTested,
  removeConnection,
  updateConnection,
} from "./ledger/connections.ts";
export { type CreateRotation, createRotation } from "./ledger/create-rotation.ts";
export { type NewCurrentStep, noteCurrentStep } from "./ledger/current-step.ts";
export { endOwnLeases, LONGEST_LEASE_MS } from "./ledger/lease.ts";
export { quarantine, readHighWater } from "./ledger/quarantine.ts";
export { type Swept, sweep } from "./ledger/sweep.ts";
export { createLedger, type LedgerOptions, type PostgresLedger } from "./ledger.ts";
export * from "./machines/index.ts";
export { migrate } from "./migrate.ts";
export type { SeenRun } from "./models.ts";
export * from "./notifications/index.ts";
export * from "./people/index.ts";
export * from "./queries/index.ts";
export {
  createRateLimits,
  type LearnedLimit,
  type LimitKey,
  type RateLimits,
  type Told,
} from "./rate-limits.ts";
export { LARGEST_LIST, type ListPage } from "./secrets/page.ts";
export type { SecretAt } from "./secrets/read.ts";
export type { FolderAt, SealedSecret, StoredSecret } from "./secrets/rows.ts";
export {
  changeSecret,
  createSecret,
  type LockedSecret,
  type NewSecret,
  removeSecret,
  type SecretChange,
} from "./secrets/write.ts";
export {
  createEnvironment,
  type EnvironmentChange,
  type EnvironmentId,
  type NewEnvironment,
  removeEnvironment,
  updateEnvironment,
} from "./tree/environments.ts";
export {
  createFolder,
  type FolderChange,
  type NewFolder,
  removeFolder,
  updateFolder,
} from "./tree/folders.ts";
export {
  createProject,
  type NewProject,
  type ProjectChange,
  removeProject,
  updateProject,
} from "./tree/projects.ts";

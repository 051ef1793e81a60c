export { auditSeals, auditVerifications } from "./audit-seals.ts";
export { bulkItems, bulkJobs } from "./bulk.ts";
export { turnbolt } from "./columns.ts";
export { connections } from "./connections.ts";
export { findings } from "./findings.ts";
export {
  accessTokens,
  clientSecrets,
  identities,
  identityMemberships,
  type ProjectRole,
  universalAuths,
} from "./identities.ts";
export { runDays, runEnds } from "./insights.ts";
export { dataKeys, installation, migrations } from "./installation.ts";
export { audit, outbox } from "./journal.ts";
export { keyHolders, keyRewraps } from "./key-rewraps.ts";
export { listings, listingWords } from "./listings.ts";
export { channels, deliveries } from "./notifications.ts";
export {
  invitationRoles,
  invitations,
  members,
  outsideLogins,
  passwordLinks,
  people,
  sessions,
  tallies,
} from "./people.ts";
export { rateLimits } from "./rate-limits.ts";
export { rotations, subjects } from "./rotations.ts";
export { runs } from "./runs.ts";
export { secrets, secretVersions } from "./secrets.ts";
export { environments, folders, projects } from "./tree.ts";
export { versions } from "./versions.ts";

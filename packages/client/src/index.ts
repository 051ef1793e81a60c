export { type ClientOptions, createClient, type TurnboltClient } from "./create-client.ts";
export { factsOf, type RefusalFacts } from "./facts.ts";
export { type FollowedRun, followRun } from "./follow-run.ts";
export type { TokenSource } from "./token-source.ts";
export { type UniversalAuth, universalAuth } from "./universal-auth.ts";

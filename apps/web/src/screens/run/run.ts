import type { FollowedRun } from "@turnbolt/client";

/** A run as it travels, live or not. */
export type Run = FollowedRun;
export type Step = Run["steps"][number];

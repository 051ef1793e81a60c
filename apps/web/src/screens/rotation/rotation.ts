import type { client } from "../../app/trpc.ts";

/** A rotation as the contract has it. */
export type Rotation = Awaited<ReturnType<typeof client.rotations.get.query>>["secretRotation"];

/** How it stands, and its credentials without their values. */
export type State = Awaited<ReturnType<typeof client.rotations.state.query>>;

export type Credential = State["credentials"][number];
export type Attention = NonNullable<State["attention"]>;
export type Decision = Attention["decisions"][number];
export type Plan = Awaited<ReturnType<typeof client.rotations.plan.mutate>>;

/** A run of a list. */
export type ListedRun = Awaited<ReturnType<typeof client.runs.list.query>>["runs"][number];

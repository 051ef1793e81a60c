import type { AppRouter } from "@turnbolt/api";
import type { TurnboltClient } from "@turnbolt/client";

type Api = TurnboltClient<AppRouter>;
type Answer<Procedure extends { query: (...input: never[]) => Promise<unknown> }> = Awaited<
  ReturnType<Procedure["query"]>
>;

/** What a plugin declares, as it comes over the wire. */
export type Provider = Answer<Api["providers"]["list"]>["providers"][number];
/** An app and the ways to log in there. */
export type AppOption = Answer<Api["connections"]["apps"]>["appConnectionOptions"][number];
export type Connection = Answer<Api["connections"]["get"]>["appConnection"];
export type ConnectionState = Answer<Api["connections"]["state"]>;
export type Dependant = Answer<Api["connections"]["dependants"]>["rotations"][number];
export type Project = Answer<Api["projects"]["list"]>["projects"][number];

import type { Session } from "../../app/session.tsx";
import type { client } from "../../app/trpc.ts";

type Answer<Procedure extends { query: (...input: never[]) => Promise<unknown> }> = Awaited<
  ReturnType<Procedure["query"]>
>;

export type Person = Answer<typeof client.people.list>["people"][number];
export type Invitation = Answer<typeof client.invitations.list>["invitations"][number];
export type Member = Answer<typeof client.members.list>["members"][number];
export type Machine = Answer<typeof client.identities.list>["identities"][number];
export type MachineMember = Answer<typeof client.identityMemberships.list>["identityMemberships"][number];
export type Login = Answer<typeof client.universalAuth.get>["identityUniversalAuth"];
export type ClientSecret = Answer<typeof client.clientSecrets.list>["clientSecretData"][number];
export type Token = Answer<typeof client.tokens.list>["tokens"][number];
/** What somebody or something is in one project. */
export type Standing = Answer<typeof client.people.projects>["projects"][number];

export const TABS = {
  people: "People",
  machines: "Machines",
  projects: "In projects",
  roles: "Roles",
} as const;
export type Tab = keyof typeof TABS;

/** What the server would show them; the first one is where they begin. */
export function tabsOf({ may, mayAnywhere }: Pick<Session, "may" | "mayAnywhere">): readonly Tab[] {
  return [
    ...(may("read", "instance", null) ? ["people" as const] : []),
    ...(may("read", "identities", null) ? ["machines" as const] : []),
    ...(mayAnywhere("read", "members") ? ["projects" as const] : []),
    "roles",
  ];
}

/** The one that the URL names, if they may see it. */
export const tabOf = (named: string | undefined, tabs: readonly Tab[]): Tab =>
  tabs.find((tab) => tab === named) ?? tabs[0] ?? "roles";

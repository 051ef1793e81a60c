import type { Role } from "@turnbolt/api";
import type { Once } from "../../parts/shown-once.tsx";

interface Invited {
  readonly isAdmin: boolean;
  readonly projects: readonly { readonly name: string; readonly role: Role }[];
}

/** What somebody will be when they have come in. */
export function invitedAs({ isAdmin, projects }: Invited): string {
  const roles = projects.map(({ name, role }) => `${role} of ${name}`);
  return (
    [...(isAdmin ? ["admin of the installation"] : []), ...roles].join(", ") || "nothing in any project yet"
  );
}

interface MadeLink {
  readonly link: string;
  readonly mailed: boolean;
}

/** The link of an invitation, which is told this once. */
export const invitationOnce = ({
  invitation,
  link,
  mailed,
}: MadeLink & { readonly invitation: Invited & { readonly email: string } }): Once => ({
  title: `${invitation.email} is invited`,
  about: `They come in as ${invitedAs(invitation)}. The link works once, for a week. ${deliveryWords(mailed, invitation.email)}`,
  parts: [{ label: "Link", value: link }],
});

/** The link with which somebody sets a new password. */
export const passwordOnce = (email: string, { link, mailed }: MadeLink): Once => ({
  title: `A new password for ${email}`,
  about: `Whoever opens the link sets the password. It works once, for a day. ${deliveryWords(mailed, email)}`,
  parts: [{ label: "Link", value: link }],
});

const deliveryWords = (mailed: boolean, email: string): string =>
  mailed
    ? `It is on its way to ${email} as well. It is shown here this once.`
    : `It was not mailed: send it to them yourself, by a way that nobody else reads. It is shown here this once.`;

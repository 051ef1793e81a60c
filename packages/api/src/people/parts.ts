import type { PasswordHash } from "./passwords.ts";

/** What the server brings along for people. */
export interface PeopleParts {
  readonly passwords: PasswordHash;
  /** Where a page of ours is, with a token in the fragment, which no server and no log ever sees. */
  linkTo(page: "set-up" | "invitation" | "password", token: string): string;
  /** Mails a link to the one it is for. `false`: it could not, or nothing here sends mail. */
  mailLink(page: "invitation" | "password", to: string, link: string): Promise<boolean>;
  /** Where people may sign in beside their password here. */
  readonly identityProvider: { readonly title: string } | null;
  /** Throws `rate-limited` when a password of somebody was tried too often. */
  admitTry(personId: string): Promise<void>;
}

import type { PeopleParts } from "@turnbolt/api";
import type { Clock } from "@turnbolt/core";
import { createPeopleStore, tallyStore } from "@turnbolt/store";
import type { Logger } from "pino";
import type { Settings } from "../env.ts";
import type { OpenStore } from "../open-store.ts";
import type { AddressRules } from "../runtime/addresses.ts";
import { type Auth, createAuth } from "./auth.ts";
import { linkMail } from "./link-mail.ts";
import { passwords } from "./passwords.ts";
import { type Tries, tries } from "./tries.ts";

/** Everything about people that is not the services'. */
export interface People {
  readonly parts: PeopleParts;
  readonly auth: Auth;
  readonly tries: Tries;
}

export function openPeople(
  { database, cipher }: Pick<OpenStore, "database" | "cipher">,
  { settings, clock, rules, log, url }: PeopleOptions,
): People {
  const { oidc, publicUrl } = settings;
  const admitted = tries(tallyStore(database), clock);
  const auth = createAuth({
    people: createPeopleStore(database),
    cipher,
    secret: () => cipher.derive("people's cookies"),
    publicUrl,
    oidc,
    log,
  });
  const parts = {
    passwords,
    linkTo: (page, token) => `${new URL(`/${page}`, publicUrl ?? url())}#${token}`,
    mailLink: linkMail({ settings, rules, log }),
    identityProvider: oidc && { title: oidc.title },
    admitTry: admitted.ofPerson,
  } satisfies PeopleParts;
  return { parts, auth, tries: admitted };
}

export interface PeopleOptions {
  readonly settings: Settings;
  readonly clock: Pick<Clock, "now">;
  /** Which addresses may be contacted. */
  readonly rules: AddressRules;
  readonly log: Logger;
  /** Where we answer, for links that are made once we do. */
  readonly url: () => string;
}

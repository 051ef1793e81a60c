import { trpc } from "../../app/trpc.ts";
import { confirm, type Question } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import type { Person } from "./access.ts";
import { deed } from "./deed.ts";
import type { RowDeed } from "./row-menu.tsx";

/** What an admin of the installation can do with a person; each asks first, and names its effect. */
export function personDeeds(
  person: Person,
  isMe: boolean,
  makeLink: () => Promise<void>,
): readonly RowDeed[] {
  if (person.disabledAt) return [lettingIn(person)];
  return [
    person.isAdmin ? makingNoAdmin(person, isMe) : makingAdmin(person),
    { label: "Link for a new password", act: () => void askForLink(person.name, makeLink) },
    signingOut(person, isMe),
    shuttingOut(person, isMe),
  ];
}

const lettingIn = ({ id: personId, name }: Person): RowDeed =>
  asking({
    label: "Let in again",
    title: `Let ${name} in again?`,
    effect: "They may sign in again, and have the roles that they had.",
    action: "Let in",
    act: () => trpc.people.enable.mutate({ personId }),
    done: `${name} may sign in again.`,
  });

const makingAdmin = ({ id: personId, name }: Person): RowDeed =>
  asking({
    label: "Make an admin of the installation",
    title: `Make ${name} an admin of the installation?`,
    effect:
      "They may do everything in every project: read every value, rotate and delete; and look after people, machines and keys.",
    action: "Make an admin",
    isDangerous: true,
    act: () => trpc.people.update.mutate({ personId, isAdmin: true }),
    done: `${name} is an admin of the installation now.`,
  });

const makingNoAdmin = ({ id: personId, name }: Person, isMe: boolean): RowDeed =>
  asking({
    label: "Make no admin any more",
    title: `Make ${name} no admin any more?`,
    effect: `They keep their roles in projects, and may look after people, machines and keys no more.${also(isMe)}`,
    action: "Make no admin",
    isDangerous: true,
    act: () => trpc.people.update.mutate({ personId, isAdmin: false }),
    done: `${name} is no admin of the installation any more.`,
  });

const signingOut = ({ id: personId, name }: Person, isMe: boolean): RowDeed =>
  asking({
    label: "Sign out everywhere",
    title: `Sign ${name} out everywhere?`,
    effect: `Ends every session of theirs. They may sign in again.${also(isMe)}`,
    action: "Sign out",
    act: () => trpc.people.endSessions.mutate({ personId }),
    done: `${name} is signed out everywhere.`,
  });

const shuttingOut = ({ id: personId, name }: Person, isMe: boolean): RowDeed =>
  asking({
    label: "Shut out",
    title: `Shut ${name} out?`,
    effect: `Ends their sessions at once; they get in nowhere until somebody lets them in again. Their roles are kept, and so is what the audit says of them.${also(isMe)}`,
    action: "Shut out",
    isDangerous: true,
    act: () => trpc.people.disable.mutate({ personId }),
    done: `${name} is shut out.`,
  });

const also = (isMe: boolean): string => (isMe ? " This is you." : "");

interface Asking extends Question {
  /** In the menu. */
  readonly label: string;
  readonly act: () => Promise<unknown>;
  /** What is told afterwards. */
  readonly done: string;
}

const asking = ({ label, act, done, ...question }: Asking): RowDeed => ({
  label,
  act: () => void confirm(question).then((yes) => yes && deed(act, done)),
});

async function askForLink(name: string, makeLink: () => Promise<void>): Promise<void> {
  const yes = await confirm({
    title: `Make a link for ${name}?`,
    effect:
      "With it they set a new password. It works once, for a day; a link that was made before ends now. Their sessions end when it is used.",
    action: "Make the link",
  });
  if (!yes) return;
  try {
    await makeLink();
  } catch (error) {
    tell("bad", wordsOf(error));
  }
}

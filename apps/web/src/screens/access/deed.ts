import { queryClient } from "../../app/trpc.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";

/** Does something and says so; what is refused is told in the server's words. Whether it was done. */
export async function deed(act: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await act();
    tell("good", done);
    return true;
  } catch (error) {
    tell("bad", wordsOf(error));
    return false;
  } finally {
    await readAgain();
  }
}

/** Has everything that this screen shows read again, and what oneself may. */
export async function readAgain(): Promise<void> {
  await Promise.all(SHOWN.map((name) => queryClient.invalidateQueries({ queryKey: [name] })));
}

const SHOWN = [
  "people",
  "members",
  "invitations",
  "identities",
  "identityMemberships",
  "universalAuth",
  "clientSecrets",
  "tokens",
  "me",
];

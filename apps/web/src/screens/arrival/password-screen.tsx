import { Text } from "@mantine/core";
import { trpc } from "../../app/trpc.ts";
import { ArrivalForm, NoToken } from "./arrival-form.tsx";
import { ArrivalPage } from "./arrival-page.tsx";
import { useFragmentToken } from "./fragment-token.ts";
import { NewPassword } from "./new-password.tsx";
import { useArrival } from "./use-arrival.ts";

const ANOTHER = "Ask an admin for a new link: each works once.";

/** A new password, by a link of an admin. */
export default function PasswordScreen() {
  const token = useFragmentToken();
  const arrival = useArrival(async (form) => {
    const { person } = await trpc.passwords.reset.mutate({
      token: token ?? "",
      password: String(form.get("password")),
    });
    return person;
  });
  return (
    <ArrivalPage title="A new password">
      {token === null ? (
        <NoToken next={ANOTHER} />
      ) : (
        <>
          <Text size="sm">
            It takes the place of the old one. Wherever you are signed in, you are signed out.
          </Text>
          <ArrivalForm arrival={arrival} action="Set the password" next={ANOTHER}>
            <NewPassword error={arrival.failure.fields.password} />
          </ArrivalForm>
        </>
      )}
    </ArrivalPage>
  );
}

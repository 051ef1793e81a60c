import { Text, TextInput } from "@mantine/core";
import { trpc } from "../../app/trpc.ts";
import { ArrivalForm, NoToken } from "./arrival-form.tsx";
import { ArrivalPage } from "./arrival-page.tsx";
import { useFragmentToken } from "./fragment-token.ts";
import { NewPassword } from "./new-password.tsx";
import { useArrival } from "./use-arrival.ts";

const ANOTHER = "Stop the server and start it again at a terminal: it shows a new link.";

/** The first admin. */
export default function SetUpScreen() {
  const token = useFragmentToken();
  const arrival = useArrival(async (form) => {
    const email = String(form.get("email"));
    const { person } = await trpc.setUp.complete.mutate({
      token: token ?? "",
      email,
      name: String(form.get("name")),
      password: String(form.get("password")),
    });
    return person;
  });
  const { fields } = arrival.failure;
  return (
    <ArrivalPage title="Welcome">
      {token === null ? (
        <NoToken next={ANOTHER} />
      ) : (
        <>
          <Text size="sm">
            You are the first here, and so the admin of this installation. Others come in by invitation.
          </Text>
          <ArrivalForm arrival={arrival} action="Begin" next={ANOTHER}>
            <TextInput
              name="name"
              label="Your name"
              autoComplete="name"
              required
              maxLength={128}
              error={fields.name}
            />
            <TextInput
              name="email"
              type="email"
              label="E-mail address"
              autoComplete="username"
              required
              error={fields.email}
            />
            <NewPassword error={fields.password} />
          </ArrivalForm>
        </>
      )}
    </ArrivalPage>
  );
}

import { Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { ArrivalForm, NoToken } from "./arrival-form.tsx";
import { ArrivalPage } from "./arrival-page.tsx";
import { useFragmentToken } from "./fragment-token.ts";
import { NewPassword } from "./new-password.tsx";
import { useArrival } from "./use-arrival.ts";

const ANOTHER = "Ask whoever invited you for a new link: each works once, for a week.";

/** Coming in by an invitation. */
export default function InvitationScreen() {
  const token = useFragmentToken();
  return (
    <ArrivalPage title="You are invited">
      {token === null ? <NoToken next={ANOTHER} /> : <Invitation token={token} />}
    </ArrivalPage>
  );
}

function Invitation({ token }: { readonly token: string }) {
  const { data, error } = useQuery({
    queryKey: ["invitation"],
    queryFn: () => trpc.invitations.look.mutate({ token }),
    retry: false,
  });
  const arrival = useArrival(async (form) => {
    const name = String(form.get("name"));
    const { person } = await trpc.invitations.accept.mutate({
      token,
      name,
      password: String(form.get("password")),
    });
    return person;
  });
  if (error) return <FailureOf error={error} next={ANOTHER} />;
  if (!data) return <Waiting />;
  const { fields } = arrival.failure;
  return (
    <>
      <Text size="sm">
        For {data.email}
        {data.isAdmin && ", as an admin of this installation"}
        {data.projects.map(({ name, role }) => `, as ${role} of ${name}`).join("")}. The link ends{" "}
        <When at={data.expiresAt} />.
      </Text>
      <ArrivalForm arrival={arrival} action="Come in" next={ANOTHER}>
        <TextInput
          name="name"
          label="Your name"
          autoComplete="name"
          required
          maxLength={128}
          error={fields.name}
        />
        {/* For password managers: whose password it is. */}
        <input type="hidden" autoComplete="username" value={data.email} readOnly />
        <NewPassword error={fields.password} />
      </ArrivalForm>
    </>
  );
}

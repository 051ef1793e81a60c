import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import type { Search } from "../../app/search-text.ts";
import { ownPath } from "../../app/sign-in.ts";
import { queryClient, trpc } from "../../app/trpc.ts";
import { FailureCard } from "../../parts/failure-card.tsx";
import { ArrivalPage } from "./arrival-page.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Signing in, and going on to where one came from. */
export default function SignInScreen() {
  const search: Search = useSearch({ strict: false });
  const router = useRouter();
  const { data } = useQuery(trpc.setUp.state.queryOptions(undefined, { staleTime: 60_000 }));
  const returnTo = ownPath(search.returnTo);
  const goOn = async () => {
    queryClient.removeQueries({ queryKey: trpc.me.get.queryKey() });
    router.history.push(returnTo);
  };
  return (
    <ArrivalPage title="Sign in">
      {search.error && (
        <FailureCard
          cause="The identity provider did not let you in."
          next="Ask an admin for an invitation to the address that you have there, or sign in with your password here."
        />
      )}
      {data?.isNeeded && (
        <Text size="sm">
          Nobody is here yet. The terminal in which the server was started shows a link for the first admin;
          it is good for an hour, and another start shows a new one.
        </Text>
      )}
      <SignInForm returnTo={returnTo} onDone={goOn} />
      <Text size="xs" c="dimmed">
        Forgotten your password? An admin can make you a link for a new one.
      </Text>
    </ArrivalPage>
  );
}

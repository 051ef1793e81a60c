import { Button, Checkbox, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { goToIdentityProvider, signIn } from "../../app/sign-in.ts";
import { trpc } from "../../app/trpc.ts";
import { FailureCard } from "../../parts/failure-card.tsx";

export interface SignInFormProps {
  readonly email?: string;
  readonly returnTo: string;
  /** Once one is signed in. */
  readonly onDone: () => void | Promise<void>;
}

/** Signs in with a password here, or goes to the identity provider. */
export function SignInForm({ email = "", returnTo, onDone }: SignInFormProps) {
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { data } = useQuery(trpc.setUp.state.queryOptions(undefined, { staleTime: 60_000 }));
  const attempt = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    await act().catch((error: Error) => setFailure(error.message));
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const credentials = {
      email: String(form.get("email")).trim(),
      password: String(form.get("password")),
      remember: form.has("remember"),
    };
    void attempt(async () => {
      await signIn(credentials);
      await onDone();
    });
  };
  return (
    <Stack gap="md">
      {failure && <FailureCard cause={failure} />}
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            name="email"
            type="email"
            label="E-mail address"
            autoComplete="username"
            required
            defaultValue={email}
            data-autofocus={email === "" ? true : undefined}
          />
          <PasswordInput name="password" label="Password" autoComplete="current-password" required />
          <Checkbox name="remember" label="Stay signed in for a week" defaultChecked />
          <Button type="submit" loading={isBusy} fullWidth>
            Sign in
          </Button>
        </Stack>
      </form>
      {data?.identityProvider && (
        <>
          <Divider label="or" />
          <Button
            variant="default"
            disabled={isBusy}
            onClick={() => void attempt(() => goToIdentityProvider(returnTo))}
          >
            Sign in with {data.identityProvider.title}
          </Button>
        </>
      )}
    </Stack>
  );
}

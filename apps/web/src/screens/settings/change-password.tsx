import { Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { factsOf } from "@turnbolt/client";
import { trpc } from "../../app/trpc.ts";
import { plainly } from "../../forms/plain-words.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import classes from "./settings.module.css";

/** Takes the old password for a new one. Neither is kept anywhere here: the form alone has them, until it was taken. */
export function ChangePassword({ email }: { readonly email: string }) {
  const queries = useQueryClient();
  const change = useMutation(
    trpc.me.changePassword.mutationOptions({
      // What was typed would else stay in memory with the mutation.
      gcTime: 0,
      onSuccess: async () => {
        tell("good", "Your password is changed, and every other session of yours has ended.");
        await queries.invalidateQueries({ queryKey: trpc.me.sessions.queryKey() });
      },
    }),
  );
  const forget = (form: HTMLFormElement) => {
    form.reset();
    change.reset();
  };
  const issues = factsOf(change.error)?.issues ?? [];
  const at = (field: string) => {
    const message = issues.find(({ path }) => path[0] === field)?.message;
    return message === undefined ? undefined : plainly(message);
  };
  return (
    <Section title="Password" about="A change ends every session of yours but this one.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const typed = new FormData(form);
          const passwords = {
            currentPassword: String(typed.get("current")),
            newPassword: String(typed.get("new")),
          };
          change.mutate(passwords, { onSuccess: () => forget(form) });
        }}
      >
        <Stack className={classes.form} gap="sm">
          <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            name="current"
            label="Current password"
            autoComplete="current-password"
            maxLength={256}
            required
            error={at("currentPassword")}
          />
          <PasswordInput
            name="new"
            label="New password"
            description="At least 12 characters; not your name or your address, and nothing that everybody tries."
            autoComplete="new-password"
            minLength={12}
            maxLength={256}
            required
            error={at("newPassword")}
          />
          {change.error && !at("currentPassword") && !at("newPassword") && <FailureOf error={change.error} />}
          <div>
            <Button type="submit" loading={change.isPending}>
              Change the password
            </Button>
          </div>
        </Stack>
      </form>
    </Section>
  );
}

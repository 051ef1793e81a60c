import { Select, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { FormEnd } from "../../parts/form-end.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import classes from "./access.module.css";
import type { Login, Machine } from "./access.ts";
import { readAgain } from "./deed.ts";
import { lifeChoices, networksOf, networkTexts, networkWords } from "./machine-words.ts";

export interface LoginFormProps {
  readonly machine: Machine;
  /** How it logs in now; without it, it does not. */
  readonly login?: Login;
  readonly onClose: () => void;
}

const HOUR = 3_600;

/** Says how a machine logs in. Other networks count from the next request on; no token that there is lasts shorter. */
export function LoginForm({ machine, login, onClose }: LoginFormProps) {
  const [life, setLife] = useState(login?.accessTokenTTL ?? HOUR);
  const [longest, setLongest] = useState(login?.accessTokenMaxTTL ?? HOUR);
  const [secretsFrom, setSecretsFrom] = useState(() => typed(login?.clientSecretTrustedIps));
  const [tokensFrom, setTokensFrom] = useState(() => typed(login?.accessTokenTrustedIps));
  const save = useMutation({
    mutationFn: () => {
      const asked = {
        identityId: machine.id,
        accessTokenTTL: life,
        accessTokenMaxTTL: Math.max(life, longest),
        clientSecretTrustedIps: networksOf(secretsFrom),
        accessTokenTrustedIps: networksOf(tokensFrom),
      };
      return login ? trpc.universalAuth.update.mutate(asked) : trpc.universalAuth.create.mutate(asked);
    },
    onSuccess: async () => {
      tell("good", `How ${machine.name} logs in is saved.`);
      onClose();
      await readAgain();
    },
  });
  const choices = lifeChoices(life, longest);
  return (
    <Section title={`How ${machine.name} logs in`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack className={classes.form}>
          <Select
            label="A token works for"
            description="Tokens that there are last as long as before."
            allowDeselect={false}
            data={choices}
            value={String(life)}
            onChange={(value) => setLife(Number(value))}
          />
          <Select
            label="Renewals make it last up to"
            allowDeselect={false}
            data={choices.filter(({ value }) => Number(value) >= life)}
            value={String(Math.max(life, longest))}
            onChange={(value) => setLongest(Number(value))}
          />
          <Textarea
            label="Logs in from"
            description="Networks or addresses, one a line, as 10.0.0.0/8. Empty: from anywhere."
            autosize
            minRows={1}
            spellCheck={false}
            value={secretsFrom}
            onChange={({ currentTarget }) => setSecretsFrom(currentTarget.value)}
          />
          <Textarea
            label="Uses tokens from"
            description="The same. Counts from its next request on."
            autosize
            minRows={1}
            spellCheck={false}
            value={tokensFrom}
            onChange={({ currentTarget }) => setTokensFrom(currentTarget.value)}
          />
          <FormEnd action="Save" isBusy={save.isPending} error={save.error} onCancel={onClose} />
        </Stack>
      </form>
    </Section>
  );
}

const typed = (networks: Login["accessTokenTrustedIps"] = []): string =>
  networks.length === 0 || networkWords(networks) === "anywhere" ? "" : networkTexts(networks).join("\n");

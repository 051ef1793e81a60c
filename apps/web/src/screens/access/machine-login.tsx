import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import type { Login, Machine } from "./access.ts";
import { deed } from "./deed.ts";
import { LoginForm } from "./login-form.tsx";
import { lifeWords, networkWords } from "./machine-words.ts";

/** How a machine logs in: its client id, how long its tokens work, and from where. */
export function MachineLogin({ machine }: { readonly machine: Machine }) {
  const mayEdit = useSession().may("edit", "identities", null);
  const [isChanging, setChanging] = useState(false);
  const logsIn = machine.authMethods.length > 0;
  const { data, error, refetch } = useQuery({
    ...trpc.universalAuth.get.queryOptions({ identityId: machine.id }),
    enabled: logsIn,
  });
  const login = logsIn ? data?.identityUniversalAuth : undefined;
  const close = () => setChanging(false);
  if (isChanging) return <LoginForm machine={machine} {...(login && { login })} onClose={close} />;
  return (
    <Section
      title="How it logs in"
      actions={
        mayEdit && (login || !logsIn) ? (
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={() => setChanging(true)}>
              {login ? "Change" : "Let it log in"}
            </Button>
            {login && (
              <Button variant="default" size="xs" onClick={() => void shutOut(machine)}>
                Let it log in no more
              </Button>
            )}
          </Group>
        ) : undefined
      }
    >
      {!logsIn && <p className={classes.quiet}>It cannot log in: nobody has said yet how.</p>}
      {logsIn && error && <FailureOf error={error} retry={() => void refetch()} />}
      {logsIn && !data && !error && <Waiting />}
      {login && <LoginFacts login={login} />}
    </Section>
  );
}

function LoginFacts({ login }: { readonly login: Login }) {
  const { clientId, accessTokenTTL, accessTokenMaxTTL } = login;
  const renewals =
    accessTokenMaxTTL > accessTokenTTL
      ? `, and by renewals up to ${lifeWords(accessTokenMaxTTL)} after the login`
      : "; then it logs in again";
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Client id</dt>
        <dd>
          <code>{clientId}</code>
        </dd>
      </div>
      <div>
        <dt>A token works for</dt>
        <dd>
          {lifeWords(accessTokenTTL)}
          {renewals}
        </dd>
      </div>
      <div>
        <dt>Logs in from</dt>
        <dd>{networkWords(login.clientSecretTrustedIps)}</dd>
      </div>
      <div>
        <dt>Uses tokens from</dt>
        <dd>{networkWords(login.accessTokenTrustedIps)}</dd>
      </div>
    </dl>
  );
}

async function shutOut({ id: identityId, name }: Machine): Promise<void> {
  const yes = await confirm({
    title: `Let ${name} log in no more?`,
    effect:
      "Every client secret and every token of it ends at once: the program is refused from its next request on. Its roles stay. Let in again, it gets another client id.",
    action: "Let it log in no more",
    isDangerous: true,
  });
  if (yes) await deed(() => trpc.universalAuth.delete.mutate({ identityId }), `${name} can log in no more.`);
}

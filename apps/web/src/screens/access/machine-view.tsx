import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./access.module.css";
import type { Machine } from "./access.ts";
import { ClientSecrets } from "./client-secrets.tsx";
import { deed } from "./deed.ts";
import { GiveRole } from "./give-role.tsx";
import { MachineLogin } from "./machine-login.tsx";
import { RenameMachine } from "./rename-machine.tsx";
import { StandingList } from "./standing-list.tsx";
import { Tokens } from "./tokens.tsx";

export interface MachineViewProps {
  readonly identityId: string;
  readonly onClose: () => void;
}

/** A machine: how it logs in, with what, the tokens that it has, and what it may. */
export function MachineView({ identityId, onClose }: MachineViewProps) {
  const { data, error, refetch } = useQuery(trpc.identities.get.queryOptions({ identityId }));
  const back = (
    <Link to="/access" search={{ tab: "machines" }}>
      All machines
    </Link>
  );
  if (error)
    return (
      <div className={classes.stack}>
        {back}
        <FailureOf error={error} retry={() => void refetch()} />
      </div>
    );
  if (!data) return <Waiting />;
  const machine = data.identity;
  const logsIn = machine.authMethods.length > 0;
  return (
    <div className={classes.stack}>
      {back}
      <Head machine={machine} onRemoved={onClose} />
      <MachineLogin machine={machine} />
      {logsIn && <ClientSecrets machine={machine} />}
      {logsIn && <Tokens machine={machine} />}
      <MayWhere machine={machine} />
    </div>
  );
}

function MayWhere({ machine: { id: identityId, name } }: { readonly machine: Machine }) {
  const list = useQuery(trpc.identities.projects.queryOptions({ identityId }));
  return (
    <Section
      title={`What ${name} may`}
      about="In each project what its role there allows, and nothing anywhere else."
    >
      <StandingList
        who={name}
        subject="identities"
        list={list}
        change={(projectId, role) => trpc.identityMemberships.update.mutate({ projectId, identityId, role })}
        remove={(projectId) => trpc.identityMemberships.delete.mutate({ projectId, identityId })}
      />
      <GiveRole
        who={name}
        subject="identities"
        held={list.data?.projects ?? []}
        give={(projectId, role) => trpc.identityMemberships.create.mutate({ projectId, identityId, role })}
      />
    </Section>
  );
}

function Head({ machine, onRemoved }: { readonly machine: Machine; readonly onRemoved: () => void }) {
  const { may } = useSession();
  const [isRenaming, setRenaming] = useState(false);
  const { id: identityId, name } = machine;
  const mayEdit = may("edit", "identities", null);
  const mayDelete = may("delete", "identities", null);
  const remove = async () => {
    const yes = await confirm({
      title: `Delete ${name}?`,
      effect:
        "Its client secrets and tokens end at once, and its roles with them: the program that uses them is refused from its next request on. The audit keeps what it did.",
      action: "Delete the machine",
      isDangerous: true,
      typed: name,
    });
    if (yes && (await deed(() => trpc.identities.delete.mutate({ identityId }), `${name} is deleted.`)))
      onRemoved();
  };
  return (
    <div className={classes.head}>
      <div>
        <h2>{name}</h2>
        <span className={classes.under}>
          Id <code>{identityId}</code>
        </span>
      </div>
      {(mayEdit || mayDelete) && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button variant="default" size="xs">
              What to do with it
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {mayEdit && <Menu.Item onClick={() => setRenaming(true)}>Rename</Menu.Item>}
            {mayDelete && <Menu.Item onClick={() => void remove()}>Delete</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      )}
      {isRenaming && <RenameMachine machine={machine} onClose={() => setRenaming(false)} />}
    </div>
  );
}

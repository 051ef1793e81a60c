import { ActionIcon, Menu, Table } from "@mantine/core";
import { EllipsisVertical } from "lucide-react";
import { useSession } from "../../app/session.tsx";
import { queryClient, trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { MaskedValue } from "../../parts/masked-value.tsx";
import { tell } from "../../parts/notice.ts";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { When } from "../../parts/when.tsx";
import type { Place, Secret } from "./place.ts";
import classes from "./secrets.module.css";

export interface SecretRowProps {
  readonly place: Place;
  readonly secret: Secret;
  readonly onOpen: (what: "versions" | "change") => void;
}

/** A secret: its value is read when somebody asks to see it, which is audited. */
export function SecretRow({ place, secret, onOpen }: SecretRowProps) {
  const { may } = useSession();
  const { secretKey, secretComment, version, rotationId, isRotatedSecret, updatedAt } = secret;
  const mayRead = may("read-value", "secrets", place.projectId);
  const mayEdit = !isRotatedSecret && may("edit", "secrets", place.projectId);
  const mayDelete = !isRotatedSecret && may("delete", "secrets", place.projectId);
  return (
    <Table.Tr>
      <Table.Td>
        <code>{secretKey}</code>
        {secretComment && <span className={classes.under}>{secretComment}</span>}
      </Table.Td>
      <Table.Td>
        <MaskedValue label={secretKey} {...(mayRead && { reveal: () => readValue(place, secretKey) })} />
      </Table.Td>
      <Table.Td>{version}</Table.Td>
      <Table.Td>
        {rotationId ? (
          <>
            <RotationLink id={rotationId}>a rotation</RotationLink>
            <span className={classes.under}>read-only: the rotation writes it</span>
          </>
        ) : (
          "people"
        )}
      </Table.Td>
      <Table.Td>
        <When at={updatedAt} />
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${secretKey}`}>
              <EllipsisVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onOpen("versions")}>Versions</Menu.Item>
            {mayEdit && <Menu.Item onClick={() => onOpen("change")}>Change</Menu.Item>}
            {mayDelete && <Menu.Item onClick={() => void remove(place, secret)}>Delete</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}

async function readValue({ path: secretPath, ...place }: Place, secretName: string): Promise<string> {
  const { secret } = await trpc.secrets.read.query({ ...place, secretPath, secretName });
  return secret.secretValue;
}

async function remove({ path: secretPath, ...place }: Place, { secretKey, version }: Secret): Promise<void> {
  const yes = await confirm({
    title: `Delete ${secretKey}?`,
    effect: `Deletes the secret with ${version === 1 ? "its only version" : `all of its ${version} versions`}. Whoever reads it gets an answer that it is gone.`,
    action: "Delete the secret",
    isDangerous: true,
  });
  if (!yes) return;
  try {
    await trpc.secrets.delete.mutate({ ...place, secretPath, secretName: secretKey });
    tell("good", `${secretKey} is deleted.`);
    await queryClient.invalidateQueries({ queryKey: ["secrets"] });
  } catch (error) {
    tell("bad", wordsOf(error));
  }
}

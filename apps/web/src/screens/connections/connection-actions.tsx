import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Connection, ConnectionState } from "../../app/wire.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";

export interface ConnectionActionsProps {
  readonly connection: Connection;
  readonly state: ConnectionState;
}

/** Test, and delete; only for who may. */
export function ConnectionActions({ connection, state }: ConnectionActionsProps) {
  const { may } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { id, name, projectId } = connection;
  const test = useMutation(
    trpc.connections.test.mutationOptions({
      onSuccess: ({ permissions }) => {
        const missing = permissions.filter(({ held }) => !held).length;
        tell(missing === 0 ? "good" : "bad", testedWords(name, missing));
      },
      onError: (error) => tell("bad", wordsOf(error)),
      onSettled: () => queries.invalidateQueries({ queryKey: ["connections"] }),
    }),
  );
  const remove = useMutation(
    trpc.connections.delete.mutationOptions({
      onSuccess: async () => {
        tell("good", `${name} was deleted.`);
        await navigate({ to: "/connections" });
        await queries.invalidateQueries({ queryKey: trpc.connections.list.queryKey() });
      },
      onError: (error) => tell("bad", wordsOf(error)),
    }),
  );
  const isUsed = state.dependants.count > 0;
  const askToDelete = async () => {
    const isSure = await confirm({
      title: `Delete ${name}?`,
      effect: "Forgets this login. Nothing changes at the target: end it there where it is needed no more.",
      action: "Delete",
      isDangerous: true,
    });
    if (isSure) remove.mutate({ connectionId: id });
  };
  return (
    <>
      {may("edit", "app-connections", projectId) && (
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ connectionId: id })}>
          Test
        </Button>
      )}
      {may("delete", "app-connections", projectId) && !isUsed && (
        <Button variant="default" loading={remove.isPending} onClick={() => void askToDelete()}>
          Delete
        </Button>
      )}
    </>
  );
}

const testedWords = (name: string, missing: number): string =>
  missing === 0 ? `${name} works.` : `${name} logs in, but lacks ${missing} of its permissions.`;

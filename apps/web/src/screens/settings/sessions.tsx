import { Button, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { signOut } from "../../app/sign-in.ts";
import { type client, trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf, wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import { Status } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { programOf } from "./session-words.ts";
import classes from "./settings.module.css";

type Session = Awaited<ReturnType<typeof client.me.sessions.query>>["sessions"][number];

/** Where somebody is signed in, and the way to end it. */
export function Sessions() {
  const { data, error, refetch } = useQuery(trpc.me.sessions.queryOptions(undefined));
  const { endOthers, isEnding } = useEndOthers();
  const sessions = data?.sessions ?? [];
  const others = sessions.filter(({ isCurrent }) => !isCurrent).length;
  return (
    <Section
      title="Where you are signed in"
      about="A session ends by itself when its time is over. End one that you do not know, and change your password."
      actions={
        others > 0 && (
          <Button variant="default" size="xs" loading={isEnding} onClick={() => void endOthers(others)}>
            End all others
          </Button>
        )
      }
    >
      {error && <FailureOf error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {sessions.length > 0 && <SessionTable sessions={sessions} />}
    </Section>
  );
}

function SessionTable({ sessions }: { readonly sessions: readonly Session[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label="Sessions" tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {["Program", "Address", "Signed in", "Ends", ""].map((column) => (
              <Table.Th key={column}>{column || <span hidden>What to do</span>}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const queries = useQueryClient();
  const { id, userAgent, address, isCurrent, createdAt, expiresAt } = session;
  const program = programOf(userAgent);
  const end = useMutation(
    trpc.me.endSession.mutationOptions({
      onSuccess: () => tell("good", "The session has ended."),
      onError: (refused) => tell("bad", wordsOf(refused)),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.me.sessions.queryKey() }),
    }),
  );
  const ask = async () => {
    const isSure = await confirm({
      title: "End this session?",
      effect: `Signs ${program}${address ? ` at ${address}` : ""} out at once. Whoever sits there needs your password to come back.`,
      action: "End the session",
      isDangerous: true,
    });
    if (isSure) end.mutate({ sessionId: id });
  };
  return (
    <Table.Tr>
      <Table.Td title={userAgent ?? undefined}>
        {program} {isCurrent && <Status tone="good" label="This one" />}
      </Table.Td>
      <Table.Td>{address ?? "–"}</Table.Td>
      <Table.Td>
        <When at={createdAt} />
      </Table.Td>
      <Table.Td>
        <When at={expiresAt} />
      </Table.Td>
      <Table.Td>
        {isCurrent ? (
          <Button variant="default" size="compact-xs" onClick={() => void signOut()}>
            Sign out
          </Button>
        ) : (
          <Button variant="default" size="compact-xs" loading={end.isPending} onClick={() => void ask()}>
            End
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function useEndOthers() {
  const queries = useQueryClient();
  const end = useMutation(
    trpc.me.endSessions.mutationOptions({
      onSuccess: ({ ended }) =>
        tell("good", `${ended === 1 ? "1 session has" : `${ended} sessions have`} ended.`),
      onError: (refused) => tell("bad", wordsOf(refused)),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.me.sessions.queryKey() }),
    }),
  );
  const endOthers = async (count: number) => {
    const isSure = await confirm({
      title: "End all other sessions?",
      effect: `Signs you out at once in ${count === 1 ? "the other place" : `${count} other places`}. You stay signed in here.`,
      action: "End all others",
      isDangerous: true,
    });
    if (isSure) end.mutate({ keepCurrent: true });
  };
  return { endOthers, isEnding: end.isPending };
}

import { Button, Select, Table } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf, wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { Section } from "../../parts/section.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import { type Delivery, type DeliveryState, STATES } from "./delivery-words.ts";
import classes from "./settings.module.css";

export interface DeliveriesProps {
  readonly channelId: string;
  readonly mayEdit: boolean;
}

const EACH_MS = 3_000;

/** What was sent to a channel and what came of it, the newest first; those on their way are looked at again. */
export function Deliveries({ channelId, mayEdit }: DeliveriesProps) {
  const [{ state }, filter] = useFilters();
  const asked = state !== undefined && state in STATES ? { state: state as DeliveryState } : {}; // one of its keys
  const list = useInfiniteQuery({
    ...trpc.deliveries.list.infiniteQueryOptions({ channelId, limit: 50, ...asked }),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ deliveries }) => deliveries.some((one) => one.state === "waiting"))
        ? EACH_MS
        : false,
  });
  const again = useSendAgain();
  const found = list.data?.pages.flatMap(({ deliveries }) => deliveries) ?? [];
  return (
    <Section
      title="Deliveries"
      about="Kept for 30 days after their end. One that fails is tried eight times, within some 18 hours; a test once."
      actions={
        <Select
          aria-label="State"
          placeholder="Any state"
          size="xs"
          clearable
          data={Object.entries(STATES).map(([value, { label }]) => ({ value, label }))}
          value={asked.state ?? null}
          onChange={(value) => filter({ state: value ?? undefined })}
        />
      }
    >
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {found.length > 0 && (
        <DeliveryTable
          deliveries={found}
          busyId={again.isPending ? (again.variables?.deliveryId ?? null) : null}
          {...(mayEdit && { onAgain: (deliveryId: string) => again.mutate({ deliveryId }) })}
        />
      )}
      {list.data && found.length === 0 && (
        <EmptyState
          title={asked.state ? "None of these" : "Nothing was sent yet"}
          text={
            asked.state
              ? "No delivery of the last 30 days stands like this."
              : "What happens from now on is. A test shows whether the channel works."
          }
        />
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older
        </Button>
      )}
    </Section>
  );
}

function useSendAgain() {
  const queries = useQueryClient();
  return useMutation(
    trpc.deliveries.sendAgain.mutationOptions({
      onSuccess: ({ delivery: { state } }) =>
        state === "delivered"
          ? tell("good", "It was taken.")
          : tell("bad", "It was not taken: see why below."),
      onError: (refused) => tell("bad", wordsOf(refused)),
      onSettled: () =>
        Promise.all(
          [["channels"], ["deliveries"]].map((queryKey) => queries.invalidateQueries({ queryKey })),
        ),
    }),
  );
}

interface TableProps {
  readonly deliveries: readonly Delivery[];
  readonly busyId: string | null;
  readonly onAgain?: (deliveryId: string) => void;
}

const DeliveryTable = ({ deliveries, busyId, onAgain }: TableProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
  <section className={classes.scroll} aria-label="Deliveries" tabIndex={0}>
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>What</Table.Th>
          <Table.Th>When</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Tries</Table.Th>
          {onAgain && (
            <Table.Th>
              <span hidden>What to do</span>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            isBusy={delivery.id === busyId}
            onAgain={onAgain}
          />
        ))}
      </Table.Tbody>
    </Table>
  </section>
);

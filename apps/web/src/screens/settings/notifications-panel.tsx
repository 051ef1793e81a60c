import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { type Once, ShownOnce } from "../../parts/shown-once.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { ChannelTable } from "./channel-table.tsx";
import { ChannelView } from "./channel-view.tsx";
import { NewChannel } from "./new-channel.tsx";
import classes from "./settings.module.css";

/** Who is told of what: the channels, or the one that the URL names. */
export default function NotificationsPanel() {
  const [{ channel }] = useFilters();
  const [once, setOnce] = useState<Once | null>(null);
  return (
    <div className={classes.panel}>
      {once && <ShownOnce once={once} onClose={() => setOnce(null)} />}
      {channel ? (
        <ChannelView key={channel} id={channel} onSecret={setOnce} />
      ) : (
        <Channels onSecret={setOnce} />
      )}
    </div>
  );
}

function Channels({ onSecret }: { readonly onSecret: (once: Once) => void }) {
  const { mayAnywhere } = useSession();
  const [{ make }, filter] = useFilters();
  const projects = useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects;
  const list = useInfiniteQuery(trpc.channels.list.infiniteQueryOptions({ limit: 50 }));
  const channels = list.data?.pages.flatMap((page) => page.channels) ?? [];
  const mayMake = mayAnywhere("create", "notifications");
  const isMaking = mayMake && make !== undefined;
  const begin = () => filter({ make: "yes" });
  return (
    <Section
      title={isMaking ? "New channel" : "Channels"}
      about="A channel is where somebody wants to be told. No message carries a value: names, numbers and words alone."
      actions={mayMake && !isMaking && channels.length > 0 && <Button onClick={begin}>New channel</Button>}
    >
      {isMaking && projects && (
        <NewChannel projects={projects} onSecret={onSecret} onClose={() => filter({ make: undefined })} />
      )}
      {list.error && <FailureOf error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Waiting />}
      {channels.length > 0 && !isMaking && <ChannelTable channels={channels} projects={projects ?? []} />}
      {list.data && channels.length === 0 && !isMaking && (
        <EmptyState
          title="Nobody is told yet"
          text="A webhook, mail or a chat can be told when a rotation succeeds, fails or waits for a person. Old credentials wait until whoever asked for the new one has been told."
          action={mayMake && <Button onClick={begin}>Make the first channel</Button>}
        />
      )}
      {list.hasNextPage && !isMaking && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          More
        </Button>
      )}
    </Section>
  );
}

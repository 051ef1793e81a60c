import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { Project } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Section } from "../../parts/section.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { ChannelActions } from "./channel-actions.tsx";
import { IsOn } from "./channel-table.tsx";
import { ALL_EVENTS, type Channel, EVENTS, KINDS, ownerWords, whereTo } from "./channel-values.ts";
import { Deliveries } from "./deliveries.tsx";
import { EditChannel } from "./edit-channel.tsx";
import classes from "./settings.module.css";

export interface ChannelViewProps {
  readonly id: string;
  readonly onSecret: (once: Once) => void;
}

/** One channel: what it is told, what can be done with it, and what was sent. */
export function ChannelView({ id, onSecret }: ChannelViewProps) {
  const { may } = useSession();
  const [isEdited, setEdited] = useState(false);
  const { data, error, refetch } = useQuery(trpc.channels.get.queryOptions({ channelId: id }));
  const projects = useQuery(trpc.projects.list.queryOptions(undefined, { staleTime: 60_000 })).data?.projects;
  const back = (
    <Link to="/settings" search={{ tab: "notifications" }}>
      All channels
    </Link>
  );
  if (error && !data)
    return (
      <>
        <div data-prose>{back}</div>
        <FailureOf error={error} retry={() => void refetch()} />
      </>
    );
  if (!data) return <Waiting />;
  const { channel } = data;
  return (
    <>
      <div data-prose>{back}</div>
      <Section
        title={channel.name}
        actions={<ChannelActions channel={channel} onEdit={() => setEdited(true)} onSecret={onSecret} />}
      >
        {isEdited ? (
          <EditChannel channel={channel} projects={projects ?? []} onClose={() => setEdited(false)} />
        ) : (
          <Facts channel={channel} projects={projects ?? []} />
        )}
      </Section>
      <Deliveries channelId={id} mayEdit={may("edit", "notifications", channel.projectId)} />
    </>
  );
}

function Facts({ channel, projects }: { readonly channel: Channel; readonly projects: readonly Project[] }) {
  const { events, rotationTypes, environments } = channel;
  return (
    <dl className={classes.facts}>
      <dt>State</dt>
      <dd>
        <IsOn channel={channel} />
      </dd>
      <dt>{KINDS[channel.kind]}</dt>
      <dd>{whereTo(channel)}</dd>
      <dt>Told of</dt>
      <dd>
        {ownerWords(channel.projectId, projects)}
        {environments && `, only ${environments.join(", ")}`}
        {rotationTypes && `, only ${rotationTypes.join(", ")}`}
      </dd>
      <dt>What to tell</dt>
      <dd>
        {events.length === ALL_EVENTS.length
          ? "Everything"
          : ALL_EVENTS.filter((event) => events.includes(event)).map((event) => (
              <div key={event}>{EVENTS[event]}</div>
            ))}
      </dd>
    </dl>
  );
}

import { Table } from "@mantine/core";
import { CirclePause } from "lucide-react";
import type { Project } from "../../app/wire.ts";
import { Link } from "../../parts/link.tsx";
import { Status } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import { type Channel, KINDS, ownerWords, whereTo } from "./channel-values.ts";
import { stateOf } from "./delivery-words.ts";
import classes from "./settings.module.css";

export interface ChannelTableProps {
  readonly channels: readonly Channel[];
  readonly projects: readonly Project[];
}

/** The channels, each with what came of its newest delivery. */
export function ChannelTable({ channels, projects }: ChannelTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label="Channels" tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {["Name", "Kind", "Where to", "Told of", "State", "Last delivery"].map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {channels.map((channel) => (
            <Table.Tr key={channel.id}>
              <Table.Td>
                <Link to="/settings" search={{ tab: "notifications", channel: channel.id }}>
                  {channel.name}
                </Link>
              </Table.Td>
              <Table.Td>{KINDS[channel.kind]}</Table.Td>
              <Table.Td className={classes.where}>{whereTo(channel)}</Table.Td>
              <Table.Td>{ownerWords(channel.projectId, projects)}</Table.Td>
              <Table.Td>
                <IsOn channel={channel} />
              </Table.Td>
              <Table.Td>
                <LastDelivery last={channel.lastDelivery} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** Whether a channel is told at all. */
export const IsOn = ({ channel: { isEnabled } }: { readonly channel: Channel }) =>
  isEnabled ? (
    <Status tone="good" label="On" />
  ) : (
    <Status tone="idle" label="Switched off" icon={CirclePause} />
  );

function LastDelivery({ last }: { readonly last: Channel["lastDelivery"] }) {
  if (!last) return <>none yet</>;
  return (
    <>
      <Status {...stateOf(last.state)} /> <When at={last.createdAt} />
    </>
  );
}

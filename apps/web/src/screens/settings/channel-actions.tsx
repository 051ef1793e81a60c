import { Button, Group, Menu } from "@mantine/core";
import { EllipsisVertical } from "lucide-react";
import { useSession } from "../../app/session.tsx";
import type { Once } from "../../parts/shown-once.tsx";
import type { Channel } from "./channel-values.ts";
import { useChannelDeeds } from "./use-channel-deeds.ts";

export interface ChannelActionsProps {
  readonly channel: Channel;
  readonly onEdit: () => void;
  readonly onSecret: (once: Once) => void;
}

/** What can be done with a channel, by who may. */
export function ChannelActions({ channel, onEdit, onSecret }: ChannelActionsProps) {
  const { may } = useSession();
  const { test, isTesting, toggle, renewSecret, remove } = useChannelDeeds(channel, onSecret);
  const mayEdit = may("edit", "notifications", channel.projectId);
  const mayDelete = may("delete", "notifications", channel.projectId);
  if (!mayEdit && !mayDelete) return null;
  return (
    <Group gap="xs">
      {mayEdit && (
        <>
          <Button variant="default" size="xs" loading={isTesting} onClick={test}>
            Send a test
          </Button>
          <Button variant="default" size="xs" onClick={onEdit}>
            Change
          </Button>
        </>
      )}
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="default" size="xs" aria-label={`What else to do with ${channel.name}`}>
            <EllipsisVertical size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <Menu.Item onClick={() => void toggle()}>
              {channel.isEnabled ? "Switch it off" : "Switch it on"}
            </Menu.Item>
          )}
          {mayEdit && channel.kind === "webhook" && (
            <Menu.Item onClick={() => void renewSecret()}>New signing secret</Menu.Item>
          )}
          {mayDelete && <Menu.Item onClick={() => void remove()}>Delete</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

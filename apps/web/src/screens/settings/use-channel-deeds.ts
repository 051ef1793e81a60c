import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import type { Once } from "../../parts/shown-once.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import type { Channel } from "./channel-values.ts";
import { testWords } from "./delivery-words.ts";
import { signingSecretOf } from "./signing-secret.ts";

/** What can be done with a channel; what cannot be taken back is asked about first. */
export function useChannelDeeds(channel: Channel, onSecret: (once: Once) => void) {
  const queries = useQueryClient();
  const [, filter] = useFilters();
  const { id: channelId, name } = channel;
  const refresh = () =>
    Promise.all([["channels"], ["deliveries"]].map((queryKey) => queries.invalidateQueries({ queryKey })));
  const settled = { onError: (refused: Error) => tell("bad", wordsOf(refused)), onSettled: refresh };
  const test = useMutation(
    trpc.channels.test.mutationOptions({
      ...settled,
      onSuccess: ({ delivery }) =>
        tell(delivery.state === "delivered" ? "good" : "bad", testWords(name, delivery)),
    }),
  );
  const update = useMutation(
    trpc.channels.update.mutationOptions({
      ...settled,
      onSuccess: ({ channel: { isEnabled } }) =>
        tell("good", `${name} is switched ${isEnabled ? "on" : "off"}.`),
    }),
  );
  const renew = useMutation(
    trpc.channels.renewSecret.mutationOptions({
      ...settled,
      gcTime: 0,
      onSuccess: ({ signingSecret }) => onSecret(signingSecretOf(name, signingSecret)),
    }),
  );
  const remove = useMutation(
    trpc.channels.delete.mutationOptions({
      onError: settled.onError,
      onSuccess: async () => {
        tell("good", `${name} is deleted.`);
        filter({ channel: undefined });
        await queries.invalidateQueries({ queryKey: trpc.channels.list.queryKey() });
      },
    }),
  );
  return {
    test: () => test.mutate({ channelId }),
    isTesting: test.isPending,
    toggle: async () => {
      if (!channel.isEnabled || (await confirm(offQuestion(name))))
        update.mutate({ channelId, isEnabled: !channel.isEnabled });
    },
    renewSecret: async () => {
      if (await confirm(renewQuestion(name))) renew.mutate({ channelId });
    },
    remove: async () => {
      if (await confirm(deleteQuestion(name))) remove.mutate({ channelId });
    },
  };
}

const offQuestion = (name: string) => ({
  title: `Switch ${name} off?`,
  effect: "What waits to be sent there is given up, and nothing new is told until it is on again.",
  action: "Switch it off",
});

const renewQuestion = (name: string) => ({
  title: `A new signing secret for ${name}?`,
  effect:
    "What is sent is signed with the new secret, and for a day with the old one as well: give the receiver the new one until then.",
  action: "Make a new secret",
});

const deleteQuestion = (name: string) => ({
  title: `Delete ${name}?`,
  effect: "Forgets the channel with all its deliveries. What waits to be sent there is never sent.",
  action: "Delete the channel",
  isDangerous: true,
});

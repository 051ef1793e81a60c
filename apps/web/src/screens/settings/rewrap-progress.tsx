import { Code, Progress } from "@mantine/core";
import { useEffect } from "react";
import { FailureCard } from "../../parts/failure-card.tsx";
import { announce } from "../../parts/live-region.tsx";
import { Section } from "../../parts/section.tsx";
import { When } from "../../parts/when.tsx";
import { percentOf, progressWords, type Rewrap } from "./key-words.ts";

/** How far the last re-wrap is, live; it goes on without anybody looking. */
export function RewrapProgress({ rewrap }: { readonly rewrap: Rewrap }) {
  const { keyId, startedAt, endedAt, problem } = rewrap;
  const said = progressWords(rewrap);
  const isOver = endedAt !== null;
  useEffect(() => announce(said), [said]);
  return (
    <Section
      title={isOver ? "The last re-wrap" : "Wrapping the data keys anew"}
      about={
        <>
          With <code>{keyId}</code>, {isOver ? "ended " : "begun "}
          <When at={endedAt ?? startedAt} />
        </>
      }
    >
      <Progress.Root size="lg">
        <Progress.Section value={percentOf(rewrap)} aria-label="Data keys wrapped" />
      </Progress.Root>
      <p>{said}</p>
      {problem && (
        <FailureCard
          cause={problem}
          remote="Nothing is lost: what is wrapped stays so, and everything can be read by who has both keys."
          next="Give every process both keys. It is tried again each minute."
        />
      )}
      {isOver && (
        <p>
          Make it the first key: set <Code>TURNBOLT_KEY_FILE</Code> to it, or put it in the place of the file{" "}
          <Code>key</Code> in the data folder; take <Code>TURNBOLT_NEW_KEY_FILE</Code> away and start the
          processes again. Keep the old key as long as there is a backup from before.
        </p>
      )}
    </Section>
  );
}

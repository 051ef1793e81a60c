import { Button, Code } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Section } from "../../parts/section.tsx";
import { Status } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { isUnderWay, type KeyStatus, otherKeys, rewrapEffect } from "./key-words.ts";
import { RewrapProgress } from "./rewrap-progress.tsx";
import classes from "./settings.module.css";

const EACH_MS = 500;

/** Which key seals, and how another takes over. */
export default function KeysPanel() {
  const { data, error, refetch } = useQuery(
    trpc.keys.status.queryOptions(undefined, {
      refetchInterval: ({ state }: { readonly state: { readonly data?: KeyStatus } }) =>
        isUnderWay(state.data) ? EACH_MS : false,
    }),
  );
  if (error && !data) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <div className={classes.panel}>
      <Known status={data} />
      {data.keyRewrap && <RewrapProgress rewrap={data.keyRewrap} />}
      {!isUnderWay(data) && <TakeOver status={data} />}
    </div>
  );
}

function Known({ status: { known, sealsWith } }: { readonly status: KeyStatus }) {
  return (
    <Section
      title="The key"
      about="It wraps one data key for each project, and those seal every secret value. Keys are shown by a short hash, which is no secret; a key itself is never shown."
    >
      <dl className={classes.facts}>
        <dt>Seals now</dt>
        <dd>
          <code>{sealsWith ?? "none yet"}</code>
        </dd>
        <dt>This process has</dt>
        <dd>
          {known.map((id) => (
            <div key={id}>
              <code>{id}</code> {id === sealsWith && <Status tone="good" label="Seals" />}
            </div>
          ))}
        </dd>
      </dl>
    </Section>
  );
}

/** The button for each key that could take over; without one, how it comes here. */
function TakeOver({ status }: { readonly status: KeyStatus }) {
  const { may } = useSession();
  const queries = useQueryClient();
  const rewrap = useMutation(
    trpc.keys.rewrap.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.keys.status.queryKey() }),
    }),
  );
  if (!may("edit", "instance", null)) return null;
  const others = otherKeys(status);
  const ask = async (keyId: string) => {
    const isSure = await confirm({
      title: `Let ${keyId} take over?`,
      effect: rewrapEffect(status.sealsWith, keyId),
      action: "Let it take over",
    });
    if (isSure) rewrap.mutate({ keyId });
  };
  return (
    <Section
      title="Let another key take over"
      about="Everything goes on while the data keys are wrapped anew. No value is touched."
    >
      {others.map((id) => (
        <div key={id}>
          <Button variant="default" loading={rewrap.isPending} onClick={() => void ask(id)}>
            Let {id} take over
          </Button>
        </div>
      ))}
      {rewrap.error && <FailureOf error={rewrap.error} />}
      {others.length === 0 && <HowTo />}
    </Section>
  );
}

const HowTo = () => (
  <ol className={classes.steps}>
    <li>
      Make a key: <Code>turnbolt --make-key /etc/turnbolt/new-key</Code>. Keep a copy elsewhere: without it
      nothing can be read.
    </li>
    <li>
      Give it to every process as <Code>TURNBOLT_NEW_KEY_FILE</Code>, and start them again, one after the
      other. The old key goes on sealing.
    </li>
    <li>Come back here: a button lets it take over.</li>
  </ol>
);

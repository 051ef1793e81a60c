import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { announce } from "../../parts/live-region.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { Outcome } from "./outcome.tsx";
import { outcomeWords, type Seals, unsealedWords } from "./seal-words.ts";
import classes from "./settings.module.css";

const EACH_MS = 1_000;

/** How far the audit is sealed, and whether it still is what was sealed. */
export default function SealsPanel() {
  const { data, error, refetch } = useQuery(
    trpc.audit.seals.queryOptions(undefined, {
      refetchInterval: ({ state }: { readonly state: { readonly data?: Seals } }) =>
        state.data?.lastVerification?.state === "running" ? EACH_MS : false,
    }),
  );
  if (error && !data) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <div className={classes.panel}>
      <Chain seals={data} />
      <Verify last={data.lastVerification} />
    </div>
  );
}

function Chain({ seals: { head, unsealed } }: { readonly seals: Seals }) {
  return (
    <Section
      title="The chain"
      about={
        <>
          Each minute the new rows of the <Link to="/audit">audit</Link> get a seal that names the seal before
          it. Who has only the database cannot make one, so that no change goes unseen.
        </>
      }
    >
      {head ? (
        <dl className={classes.facts}>
          <dt>Head</dt>
          <dd>
            <code>{head.head}</code>
            <span className={classes.under}>
              Note it outside of the database now and then: only a noted head shows that the end was cut off.
            </span>
          </dd>
          <dt>Sealed</dt>
          <dd>
            <When at={head.sealedAt} />, up to row {head.lastAuditLogId.toLocaleString("en")}
          </dd>
          <dt>Not sealed yet</dt>
          <dd>
            {unsealedWords(unsealed)}
            {unsealed.since && (
              <>
                , the first of them written <When at={unsealed.since} />
              </>
            )}
          </dd>
        </dl>
      ) : (
        <EmptyState
          title="Nothing is sealed yet"
          text="A process that rotates seals each minute. Where only processes with TURNBOLT_ROLE=api run, nobody does."
        />
      )}
    </Section>
  );
}

function Verify({ last }: { readonly last: Seals["lastVerification"] }) {
  const queries = useQueryClient();
  const verify = useMutation(
    trpc.audit.verify.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.audit.seals.queryKey() }),
    }),
  );
  const said = verify.data ? outcomeWords(last ?? verify.data.verification) : "";
  useEffect(() => announce(said), [said]);
  return (
    <Section
      title="Verify it"
      about="Walks along the whole chain, up to the first broken place. It holds nobody up, and is in the audit itself."
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const head = String(new FormData(event.currentTarget).get("head")).trim();
          verify.mutate(head === "" ? {} : { head });
        }}
      >
        <div className={classes.verify}>
          <TextInput
            name="head"
            label="A head that was noted"
            description="Optional: the chain must go through it."
            placeholder="12:9f86…"
            spellCheck={false}
            autoComplete="off"
          />
          <div>
            <Button type="submit" loading={verify.isPending || last?.state === "running"}>
              Verify the audit
            </Button>
          </div>
        </div>
      </form>
      {verify.error && <FailureOf error={verify.error} />}
      {last && <Outcome verification={last} />}
    </Section>
  );
}

import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import classes from "./dry-run.module.css";
import type { TableRow } from "./table-query.ts";

export interface DryRunProps {
  readonly rows: readonly Pick<TableRow, "id" | "name">[];
  readonly onClose: () => void;
}

const MOST = 20;

/** What runs of these would do now; nothing is changed by asking. */
export default function DryRun({ rows, onClose }: DryRunProps) {
  return (
    <Modal opened onClose={onClose} title="What a run would do now" size="lg">
      {rows.slice(0, MOST).map((row) => (
        <Plan key={row.id} {...row} />
      ))}
      {rows.length > MOST && <p>The first {MOST} are shown. Each target is asked, which takes its time.</p>}
    </Modal>
  );
}

function Plan({ id, name }: DryRunProps["rows"][number]) {
  const { data, error } = useQuery({
    queryKey: ["plan", id],
    queryFn: () => trpc.rotations.plan.mutate({ rotationId: id }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  return (
    <section className={classes.plan}>
      <h3>{name}</h3>
      {error && <FailureOf error={error} />}
      {!data && !error && <Waiting label={`Asking what a run of ${name} would do`} />}
      {data && (
        <>
          <ol>
            {data.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {data.warnings.map((warning) => (
            <p key={warning} className={classes.warning}>
              {warning}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

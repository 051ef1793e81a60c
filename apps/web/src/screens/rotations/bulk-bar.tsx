import { Button, CloseButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import classes from "./bulk-bar.module.css";
import { type BulkAction, DEEDS, MOST_AT_ONCE, rotateEffect } from "./bulk-words.ts";
import type { TableRow } from "./table-query.ts";

const DryRun = lazy(() => import("./dry-run.tsx"));

export interface BulkBarProps {
  readonly rows: readonly TableRow[];
  readonly onClear: () => void;
  /** A job has begun for them. */
  readonly onStarted: (jobId: string) => void;
}

/** What can be done to those that are chosen. */
export function BulkBar({ rows, onClear, onStarted }: BulkBarProps) {
  const [isDry, setDry] = useState(false);
  const { mutate, isPending } = useMutation(
    trpc.bulk.start.mutationOptions({
      onSuccess: ({ bulkJob }) => onStarted(bulkJob.id),
      onError: (error) => tell("bad", wordsOf(error)),
    }),
  );
  const start = async (action: BulkAction) => {
    const isSure =
      action !== "rotate" ||
      (await confirm({ title: "Rotate these now?", effect: rotateEffect(rows), action: "Rotate now" }));
    if (!isSure) return;
    const force = action === "rotate" && rows.some(({ superseded }) => superseded !== null);
    mutate({ action, force, rotationIds: rows.map(({ id }) => id) });
  };
  const isTooMany = rows.length > MOST_AT_ONCE;
  return (
    <section className={classes.bar} aria-label="Those that are chosen">
      <strong>{rows.length.toLocaleString("en")} chosen</strong>
      {isTooMany && <span>at most {MOST_AT_ONCE.toLocaleString("en")} at once</span>}
      {(["rotate", "pause", "resume"] as const).map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === "rotate" ? "filled" : "default"}
          disabled={isTooMany || isPending}
          onClick={() => void start(action)}
        >
          {DEEDS[action]}
        </Button>
      ))}
      <Button size="xs" variant="default" disabled={isTooMany} onClick={() => setDry(true)}>
        Dry run
      </Button>
      <CloseButton size="sm" aria-label="Choose none" onClick={onClear} />
      <Suspense fallback={null}>{isDry && <DryRun rows={rows} onClose={() => setDry(false)} />}</Suspense>
    </section>
  );
}

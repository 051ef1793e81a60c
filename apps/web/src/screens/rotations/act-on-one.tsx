import type { ReactNode } from "react";
import { queryClient, trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { tell } from "../../parts/notice.ts";
import { RunLink } from "../../parts/run-link.tsx";
import type { TableRow } from "./table-query.ts";

type One = Pick<TableRow, "id" | "name" | "phase" | "superseded">;

/** Rotates one rotation after naming what that ends. */
export async function rotateOne({ id: rotationId, name, phase, superseded }: One): Promise<void> {
  const effect = [
    phase === "single"
      ? "The password is replaced at once. Whoever has the old one cannot log in until they read the new one."
      : "A new credential is made, checked and published. The one that is published now works on for the overlap.",
    superseded ? `It also ends v${superseded.version}, which still works beside it.` : "",
  ].join(" ");
  const yes = await confirm({
    title: `Rotate ${name} now?`,
    effect,
    action: "Rotate now",
    isDangerous: phase === "single",
  });
  if (!yes) return;
  await done(async () => {
    const { runId } = await trpc.rotations.rotate.mutate({
      rotationId,
      wait: false,
      force: superseded !== null,
    });
    return (
      <>
        {name} rotates: <RunLink id={runId}>follow the run</RunLink>
      </>
    );
  });
}

/** Stops the schedule of one rotation. */
export const pauseOne = ({ id: rotationId, name }: One): Promise<void> =>
  done(async () => {
    await trpc.rotations.pause.mutate({ rotationId });
    return `${name} is paused: it rotates no more by itself.`;
  });

/** Starts it again. */
export const resumeOne = ({ id: rotationId, name }: One): Promise<void> =>
  done(async () => {
    await trpc.rotations.resume.mutate({ rotationId });
    return `${name} rotates by its schedule again. Nothing is caught up.`;
  });

async function done(act: () => Promise<ReactNode>): Promise<void> {
  try {
    tell("good", await act());
    await queryClient.invalidateQueries({ queryKey: trpc.rotations.table.queryKey() });
  } catch (error) {
    tell("bad", wordsOf(error));
  }
}

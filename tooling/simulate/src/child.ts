import { play, type Task } from "./play.ts";

/** A process that plays what it is sent; `main.ts` starts as many as there are cores. */
process.on("message", ({ task, endsAt }: { task: Task; endsAt: number }) => {
  play(task, endsAt, (told) => process.send?.(told)).catch((error: unknown) =>
    process.send?.({ broke: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});

import type { Socket } from "node:net";
import type { Runtime } from "@turnbolt/core";

/** An error with a code of the network's kind. */
export const coded = (code: string): Error => Object.assign(new Error(code), { code });

/** Sockets that end together: by themselves, by the end of the call, or when the login takes too long. */
export interface Life {
  /** Rejects with the reason when it ends before its time. */
  readonly broken: Promise<never>;
  /** Takes a socket in, and says when it is lost. */
  keep(socket: Socket, lost: (reason: Error) => void): void;
  /** Ends everything, for this reason. */
  cut(reason: Error): void;
  /** There is all the time of the call from now on. */
  entered(): void;
  end(): void;
}

export function newLife(runtime: Runtime, withinMs: number): Life {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting when it happens.
  broken.catch(() => {});
  const sockets = new Set<Socket>();
  let isOver = false;
  const end = () => {
    isOver = true;
    clearTimeout(late);
    runtime.signal.removeEventListener("abort", aborted);
    for (const socket of sockets) socket.destroy();
  };
  const cut = (reason: Error) => {
    reject(reason);
    end();
  };
  const aborted = () => cut(coded("ABORTED"));
  const late = setTimeout(() => cut(coded("ETIMEDOUT")), withinMs);
  runtime.signal.addEventListener("abort", aborted, { once: true });
  return {
    broken,
    keep: (socket, lost) => {
      sockets.add(socket);
      socket.on("error", lost).on("close", () => lost(coded("CONNECTION_CLOSED")));
      if (isOver) socket.destroy();
    },
    cut,
    entered: () => clearTimeout(late),
    end,
  };
}

import { parentPort } from "node:worker_threads";
import { Pool } from "undici";
import type { Target } from "./load.ts";

interface Job {
  readonly target: Target;
  readonly requests: number;
  readonly atOnce: number;
}

parentPort?.on("message", (job: Job) => {
  perform(job).then(
    () => parentPort?.postMessage({ failed: null }),
    (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
  );
});

async function perform({ target, requests, atOnce }: Job): Promise<void> {
  const { origin, paths, headers, holds } = target;
  const pool = new Pool(origin, { connections: atOnce });
  let left = requests;
  const one = async () => {
    while (left > 0) {
      const path = paths[left-- % paths.length] ?? "/";
      const { statusCode, body } = await pool.request({ path, method: "GET", headers: { ...headers } });
      const text = await body.text();
      if (statusCode !== 200 || !text.includes(holds)) throw new Error(`GET ${path} → ${statusCode}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, one));
  } finally {
    await pool.close();
  }
}

import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Builds server and dashboard where they have changed, before tests of them: what people start is what is tested. */
export default function buildProducts(): void {
  const turbo = join(ROOT, "node_modules/.bin/turbo");
  const wanted = ["run", "build", "--filter=@turnbolt/server", "--filter=@turnbolt/web"];
  execFileSync(turbo, [...wanted, "--output-logs=errors-only"], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

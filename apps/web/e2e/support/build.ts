import { execFileSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../..");

/** Builds the dashboard where it has changed: what is served is what is tested. */
export default function build(): void {
  const turbo = join(ROOT, "node_modules/.bin/turbo");
  const wanted = ["run", "build", "--filter=@turnbolt/web", "--output-logs=errors-only"];
  execFileSync(turbo, wanted, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
}

import { type Corner, corners } from "@turnbolt/testkit";
import { declaredCorners, loadPlugins } from "./declared.ts";

/** Everything that is played: each corner of the contract, and each again as the plugins in the tree declare it. */
export const simulated: readonly Corner[] = [...corners, ...declaredCorners(await loadPlugins())];

/** What is played under this name. */
export function simulatedAs(name: string): Corner {
  const found = simulated.find((corner) => corner.name === name);
  if (!found) {
    throw new Error(`no corner is called ${name}; there are ${simulated.map(({ name }) => name).join(", ")}`);
  }
  return found;
}

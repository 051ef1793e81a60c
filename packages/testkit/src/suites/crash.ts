import { explore, report } from "./histories.ts";
import type { Case, Suite } from "./stage.ts";

/** The heart of the kit: whatever breaks, wherever, the published credential works and nothing of ours is left. */
export const crash: Suite = { name: "crash", cases: () => [threeRotations] };

const threeRotations: Case = {
  name: "killed, unanswered, late or doubled at any call of three rotations: what is published works, nothing is left",
  async run(stage) {
    const explored = await explore(stage, { days: 3 });
    stage.note(`${stage.provider.type}: crash: ${report(explored)}`);
  },
};

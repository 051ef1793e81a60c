import { checkRotation, type Fields } from "@turnbolt/core";
import type * as z from "zod";
import { World } from "../world/index.ts";
import { expectThat } from "./expect.ts";
import type { Case } from "./stage.ts";

/** What Turnbolt does before it makes a rotation: a target that lets anything in would prove nothing later. */
export const refusesMadeUp: Case = {
  name: "a made-up credential is refused before anything is issued, so a login proves something",
  async run({ provider, target: started, subject: fresh, clock }) {
    const [target, subject] = [await started(), await fresh()];
    const world = new World({ provider, target, subject, clock, chooser: { choose: () => 0 } });
    const connection = fieldsOf(provider.connection, subject.connection ?? target.connection);
    const parameters = fieldsOf(provider.parameters, subject.parameters);
    const { loginProves } = await checkRotation(world.parts(), provider, connection, parameters);
    expectThat(loginProves, "the target or verify takes any value");
  },
};

// Both kinds of schemas are of objects.
const fieldsOf = (schema: z.ZodType, given: Record<string, unknown>): Fields => schema.parse(given) as Fields;

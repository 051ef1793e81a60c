import { describe } from "vitest";
import { claiming } from "./claim.ts";
import { commanding } from "./command.ts";
import { holding } from "./connection.ts";
import { makingRoom } from "./room.ts";
import { saving } from "./save.ts";
import type { LedgerWorld } from "./world.ts";

/** What every ledger must do, told through core's port alone. */
export function ledgerSuite(name: string, world: LedgerWorld): void {
  describe(`${name}: claim`, () => {
    claiming(world);
  });
  describe(`${name}: room`, () => {
    makingRoom(world);
  });
  describe(`${name}: save`, () => {
    saving(world);
  });
  describe(`${name}: command`, () => {
    commanding(world);
  });
  describe(`${name}: connection`, () => {
    holding(world);
  });
}

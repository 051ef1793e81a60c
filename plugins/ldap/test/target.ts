import type { TargetName } from "@turnbolt/targets";
import { startOpenldap, startTarget } from "./targets.ts";

/** What not every machine has. */
export const needs: TargetName = "openldap";

/** The directory that needs no root. */
export default startTarget(startOpenldap);

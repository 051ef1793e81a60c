import type { Actor } from "@turnbolt/api";

/** The sandbox works for itself; who looks into the audit sees it by name. */
export const SANDBOX: Actor = {
  kind: "root",
  id: "sandbox",
  name: "sandbox",
  isAdmin: true,
  roles: new Map(),
  address: null,
  requestId: null,
};

import type { Once } from "../../parts/shown-once.tsx";

/** How a channel's signing secret is shown to who has just made it. */
export const signingSecretOf = (name: string, value: string): Once => ({
  title: `The signing secret of ${name}`,
  about:
    "It is told this once. Give it to the receiver now: what is sent is signed with it, as Standard Webhooks says.",
  parts: [{ label: "Signing secret", value }],
});

import { useQuery } from "@tanstack/react-query";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { SandboxCard } from "./sandbox-card.tsx";

/** What an installation shows that has nothing of one's own yet: how the first rotation comes to be, or the sandbox's. */
export function Welcome() {
  const { may, mayAnywhere } = useSession();
  const { data } = useQuery(trpc.rotations.table.queryOptions({ limit: 2, sort: "createdAt" }));
  if (!data || data.rotations.length > 1) return null;
  const [only] = data.rotations;
  const mayCreate = mayAnywhere("create", "secret-rotations");
  if (!only)
    return (
      <EmptyState
        title="No rotations yet"
        text="A rotation makes a new credential at a target, checks that it works, publishes it, and lets the old one go. It needs a connection, the account whose credential it is, and a schedule."
        action={mayCreate && <LinkButton to="/rotations/new">Make the first one</LinkButton>}
      />
    );
  if (only.name !== SANDBOX || !may("rotate-secrets", "secret-rotations", only.projectId)) return null;
  return <SandboxCard rotation={only} mayCreate={mayCreate} />;
}

/** As the server calls it: apps/server/src/sandbox. */
const SANDBOX = "sandbox";

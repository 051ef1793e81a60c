import { Button, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import type { Dependant } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RotationStatus } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./connections.module.css";

/** The rotations that go through a connection; while there are any, it cannot be deleted. */
export function Dependants({ connectionId }: { readonly connectionId: string }) {
  const list = useInfiniteQuery(
    trpc.connections.dependants.infiniteQueryOptions({ connectionId, limit: 50 }),
  );
  if (list.error) return <FailureOf error={list.error} retry={() => void list.refetch()} />;
  if (!list.data) return <Waiting />;
  const rotations = list.data.pages.flatMap((page) => page.rotations);
  if (rotations.length === 0) return <p>None. It can be deleted.</p>;
  return (
    <Stack gap="sm">
      <p>It cannot be deleted while these use it.</p>
      <ul className={classes.dependants}>
        {rotations.map((rotation) => (
          <Line key={rotation.id} rotation={rotation} />
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button variant="default" size="xs" onClick={() => void list.fetchNextPage()}>
            More
          </Button>
        </div>
      )}
    </Stack>
  );
}

const Line = ({ rotation }: { readonly rotation: Dependant }) => (
  <li>
    <RotationLink id={rotation.id}>{rotation.name}</RotationLink> {rotation.environment}
    {rotation.secretPath} <RotationStatus status={rotation.state} /> next:{" "}
    <When at={rotation.nextRotationAt} none="by hand" />
  </li>
);

import { Button, Group } from "@mantine/core";
import { FailureCard } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { decisionsOf } from "./decisions.ts";
import type { Rotation, State } from "./rotation.ts";
import { useDeeds } from "./use-deeds.tsx";

export interface StandstillProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly mayRotate: boolean;
  readonly refresh: () => Promise<void>;
}

/** Why it does not go on, how the target stands, and what helps. */
export function Standstill(props: StandstillProps) {
  const { rotation, state } = props;
  if (state.phase === null)
    return (
      <FailureCard
        cause={`The plugin of ${rotation.type} is not installed.`}
        remote="What is published is still read, and nothing is changed at the target."
        next="Nothing can be started until the plugin is installed again. Everything here is as it was."
      />
    );
  if (state.attention) return <AttentionCard {...props} attention={state.attention} />;
  if (state.state === "held")
    return (
      <FailureCard
        cause={rotation.lastRotationMessage ?? "The target refuses the connection."}
        next={
          <>
            It goes on by itself as soon as{" "}
            <Link to="/connections/$id" params={{ id: rotation.connection.id }}>
              {rotation.connection.name}
            </Link>{" "}
            is mended.
          </>
        }
      />
    );
  if (rotation.rotationStatus !== "failed") return null;
  return (
    <FailureCard
      cause={rotation.lastRotationMessage ?? "The last run failed."}
      next="Its run says what happened, step by step."
    >
      {rotation.lastRotationJobId && (
        <RunLink id={rotation.lastRotationJobId}>Open the run that failed</RunLink>
      )}
    </FailureCard>
  );
}

function AttentionCard({
  rotation,
  state,
  mayRotate,
  refresh,
  attention,
}: StandstillProps & { readonly attention: NonNullable<State["attention"]> }) {
  const { release } = useDeeds(rotation, state, refresh);
  return (
    <FailureCard
      cause={attention.message}
      remote={attention.handles.length > 0 && `It is about ${attention.handles.join(", ")}.`}
      next={
        mayRotate
          ? "Nothing happens until somebody decides."
          : "Nothing happens until somebody who may rotate here decides."
      }
    >
      {mayRotate && (
        <Group gap="xs">
          {decisionsOf(attention).map((deciding) => (
            <Button key={deciding.action} size="xs" variant="default" onClick={() => void release(deciding)}>
              {deciding.action}
            </Button>
          ))}
        </Group>
      )}
    </FailureCard>
  );
}

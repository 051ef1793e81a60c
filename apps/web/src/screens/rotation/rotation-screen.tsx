import { useParams } from "@tanstack/react-router";
import { useSession } from "../../app/session.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Page } from "../../parts/page.tsx";
import { RunLink } from "../../parts/run-link.tsx";
import { Section } from "../../parts/section.tsx";
import { RotationStatus } from "../../parts/status.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { LanesFigure } from "./lanes-figure.tsx";
import type { Rotation, State } from "./rotation.ts";
import { RotationActions } from "./rotation-actions.tsx";
import { RotationTabs } from "./rotation-tabs.tsx";
import { Standstill } from "./standstill.tsx";
import { useRotation } from "./use-rotation.ts";

/** One rotation: the life of its credentials, what it does, and what can be done with it. */
export default function RotationScreen() {
  const { id } = useParams({ from: "/inside/rotations/$id" });
  const { rotation, state, error, refresh } = useRotation(id);
  if (rotation && state) return <Shown rotation={rotation} state={state} refresh={refresh} />;
  return (
    <Page title="Rotation">
      {error ? <FailureOf error={error} retry={() => void refresh()} /> : <Waiting />}
    </Page>
  );
}

interface ShownProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly refresh: () => Promise<void>;
}

function Shown({ rotation, state, refresh }: ShownProps) {
  const mayRotate = useSession().may("rotate-secrets", "secret-rotations", rotation.projectId);
  return (
    <Page
      title={rotation.name}
      above={<Where rotation={rotation} />}
      about={<Standing rotation={rotation} state={state} />}
      actions={<RotationActions rotation={rotation} state={state} refresh={refresh} />}
    >
      <Standstill rotation={rotation} state={state} mayRotate={mayRotate} refresh={refresh} />
      <Section title="Credentials" about={phaseInWords(state)}>
        {state.credentials.length > 0 ? <LanesFigure facts={state} /> : <p>Nothing was issued yet.</p>}
      </Section>
      <RotationTabs rotation={rotation} state={state} refresh={refresh} />
    </Page>
  );
}

const Where = ({ rotation: { environment, folder, connection, type } }: { readonly rotation: Rotation }) => (
  <span data-prose>
    {environment.name} {folder.path} · {type} through{" "}
    <Link to="/connections/$id" params={{ id: connection.id }}>
      {connection.name}
    </Link>
  </span>
);

function Standing({ rotation, state }: Pick<ShownProps, "rotation" | "state">) {
  const { isAutoRotationEnabled, nextRotationAt } = rotation;
  return (
    <div data-prose>
      <RotationStatus status={rotation.rotationStatus} isPaused={!isAutoRotationEnabled} />{" "}
      {state.currentRunId ? <RunLink id={state.currentRunId}>A run is under way</RunLink> : null}{" "}
      {isAutoRotationEnabled ? (
        <>
          next rotation <When at={nextRotationAt} none="not planned" />
        </>
      ) : (
        "the schedule is off"
      )}
      {rotation.description && <p>{rotation.description}</p>}
    </div>
  );
}

function phaseInWords({ phase }: State): string {
  if (phase === "dual") return "Zero downtime: the old credential works on beside the new one.";
  if (phase === "single")
    return "Brief gap: the old credential stops working when the target takes the new one.";
  return "How its credentials take over from each other is not known without its plugin.";
}

import { Button, Menu } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { PlanCard } from "./plan-card.tsx";
import type { Rotation, State } from "./rotation.ts";
import { useDeeds } from "./use-deeds.tsx";

const DeleteDialog = lazy(() => import("./delete-dialog.tsx"));

export interface RotationActionsProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly refresh: () => Promise<void>;
}

/** The buttons of a rotation: those that its server would not refuse. */
export function RotationActions({ rotation, state, refresh }: RotationActionsProps) {
  const session = useSession();
  const deeds = useDeeds(rotation, state, refresh);
  const [isDeleting, setDeleting] = useState(false);
  const may = (action: "rotate-secrets" | "delete") =>
    session.may(action, "secret-rotations", rotation.projectId);
  const mayRotate = may("rotate-secrets");
  if (state.phase === null) return null;
  const isBusy = deeds.busy !== null;
  const isPublished = state.credentials.some((one) => one.state === "active");
  const superseded = state.credentials.find((one) => one.state === "superseded");
  return (
    <>
      {mayRotate && (
        <Button
          size="xs"
          loading={deeds.busy === "rotate"}
          disabled={isBusy || !isFree(state)}
          onClick={() => void deeds.rotate()}
        >
          Rotate now
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        loading={deeds.busy === "plan"}
        disabled={isBusy}
        onClick={() => void deeds.dryRun()}
      >
        Dry run
      </Button>
      {(mayRotate || may("delete")) && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {mayRotate && (
              <>
                <Menu.Item disabled={!isPublished} onClick={() => void deeds.check()}>
                  Check the published one
                </Menu.Item>
                <Menu.Item disabled={state.currentRunId !== null} onClick={() => void deeds.reconcile()}>
                  Reconcile
                </Menu.Item>
                {rotation.isAutoRotationEnabled ? (
                  <Menu.Item onClick={() => void deeds.pause()}>Pause the schedule</Menu.Item>
                ) : (
                  <Menu.Item onClick={() => void deeds.resume()}>Resume the schedule</Menu.Item>
                )}
                {superseded && (
                  <Menu.Item disabled={state.currentRunId !== null} onClick={() => void deeds.retire()}>
                    Revoke v{superseded.version} now
                  </Menu.Item>
                )}
              </>
            )}
            {may("delete") && (
              <Menu.Item color="red" onClick={() => setDeleting(true)}>
                Delete
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {deeds.plan && <PlanCard plan={deeds.plan} close={deeds.forgetPlan} />}
      {isDeleting && (
        <Suspense>
          <DeleteDialog rotation={rotation} state={state} close={() => setDeleting(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Whether a run may begin now. */
const isFree = ({ currentRunId, attention, state }: State): boolean =>
  currentRunId === null && attention === null && state !== "held" && state !== "deleting";

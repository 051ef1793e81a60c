import { Tabs } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useSession } from "../../app/session.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import type { Rotation, State } from "./rotation.ts";
import { RunsTable } from "./runs-table.tsx";
import { VersionsTable } from "./versions-table.tsx";

const Configuration = lazy(() => import("./configuration.tsx"));
const AuditList = lazy(() => import("./audit-list.tsx"));

export interface RotationTabsProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly refresh: () => Promise<void>;
}

/** Runs, versions, configuration and audit; which one is looked at stands in the URL. */
export function RotationTabs({ rotation, state, refresh }: RotationTabsProps) {
  const [{ tab = "runs" }, filter] = useFilters();
  const mayReadAudit = useSession().may("read", "audit-logs", rotation.projectId);
  return (
    <Tabs
      value={tab}
      onChange={(next) => filter({ tab: next === "runs" ? undefined : (next ?? undefined) })}
      keepMounted={false}
    >
      <Tabs.List>
        <Tabs.Tab value="runs">Runs</Tabs.Tab>
        <Tabs.Tab value="versions">Versions</Tabs.Tab>
        <Tabs.Tab value="configuration">Configuration</Tabs.Tab>
        {mayReadAudit && <Tabs.Tab value="audit">Audit</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="runs" pt="sm">
        <RunsTable rotationId={rotation.id} isRunning={state.currentRunId !== null} />
      </Tabs.Panel>
      <Tabs.Panel value="versions" pt="sm">
        <VersionsTable credentials={state.credentials} />
      </Tabs.Panel>
      <Tabs.Panel value="configuration" pt="sm">
        <Suspense fallback={<Waiting />}>
          <Configuration rotation={rotation} state={state} refresh={refresh} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="audit" pt="sm">
        <Suspense fallback={<Waiting />}>
          <AuditList rotationId={rotation.id} projectId={rotation.projectId} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}

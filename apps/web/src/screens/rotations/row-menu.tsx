import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { pauseOne, resumeOne, rotateOne } from "./act-on-one.tsx";
import type { TableRow } from "./table-query.ts";

const DryRun = lazy(() => import("./dry-run.tsx"));

/** What can be done to one rotation from the list. */
export function RowMenu({ row }: { readonly row: TableRow }) {
  const [isDry, setDry] = useState(false);
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`What to do with ${row.name}`}>
            <EllipsisVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void rotateOne(row)}>Rotate now</Menu.Item>
          <Menu.Item onClick={() => setDry(true)}>Dry run</Menu.Item>
          {row.isAutoRotationEnabled ? (
            <Menu.Item onClick={() => void pauseOne(row)}>Pause</Menu.Item>
          ) : (
            <Menu.Item onClick={() => void resumeOne(row)}>Resume</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>{isDry && <DryRun rows={[row]} onClose={() => setDry(false)} />}</Suspense>
    </>
  );
}

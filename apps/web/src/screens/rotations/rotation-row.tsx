import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { RotationStatus } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./rotation-table.module.css";
import { RowMenu } from "./row-menu.tsx";
import { Sparkline } from "./sparkline.tsx";
import type { TableRow } from "./table-query.ts";

export interface RotationRowProps {
  readonly row: TableRow;
  readonly index: number;
  readonly isChosen: boolean;
  /** Whether whoever looks may rotate and pause it. */
  readonly isMine: boolean;
  readonly onChoose: (id: string, isChosen: boolean) => void;
}

/** One rotation of the list. */
export const RotationRow = memo(function RotationRow({
  row,
  index,
  isChosen,
  isMine,
  onChoose,
}: RotationRowProps) {
  return (
    <tr aria-rowindex={index + 2} data-chosen={isChosen || undefined}>
      <td className={classes.choose}>
        {isMine && (
          <Checkbox
            size="xs"
            aria-label={`Choose ${row.name}`}
            checked={isChosen}
            onChange={(event) => onChoose(row.id, event.currentTarget.checked)}
          />
        )}
      </td>
      <td>
        <RotationLink id={row.id}>{row.name}</RotationLink>
        <span className={classes.under}>{row.title}</span>
      </td>
      <td className={classes.wide}>
        {row.environment.name}
        <span className={classes.under}>{row.folder.path}</span>
      </td>
      <td className={classes.wide}>{PHASES[row.phase ?? "gone"]}</td>
      <td>
        <RotationStatus status={row.rotationStatus} isPaused={!row.isAutoRotationEnabled} />
        <span className={classes.under}>
          <When at={row.lastRotatedAt} none="never rotated" />
        </span>
      </td>
      <td className={classes.wide}>
        <Sparkline outcomes={row.outcomes} />
      </td>
      <td className={classes.next}>
        <When at={row.nextRotationAt} none={row.isAutoRotationEnabled ? "–" : "paused"} />
      </td>
      <td className={classes.wide}>
        {row.superseded ? <OverlapLeft {...row.superseded} /> : <span className={classes.under}>–</span>}
      </td>
      <td className={classes.menu}>{isMine && <RowMenu row={row} />}</td>
    </tr>
  );
});

/** What a rotation costs those who use the credential, in plain words. */
const PHASES = { dual: "zero downtime", single: "brief gap", gone: "plugin is gone" } as const;

const OverlapLeft = ({ version, revokeAt }: NonNullable<TableRow["superseded"]>) => (
  <>
    v{version}
    <span className={classes.under}>
      {revokeAt ? (
        <>
          ends <When at={revokeAt} />
        </>
      ) : (
        "until the next run"
      )}
    </span>
  </>
);

import { Checkbox, UnstyledButton } from "@mantine/core";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Search } from "../../app/search-text.ts";
import { useSession } from "../../app/session.tsx";
import { RotationRow } from "./rotation-row.tsx";
import classes from "./rotation-table.module.css";
import { isDescending, type Sort, sortedBy, sortOf, type TableRow } from "./table-query.ts";

export interface RotationTableProps {
  readonly rows: readonly TableRow[];
  readonly search: Search;
  readonly onSort: (change: Search) => void;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: readonly string[], isChosen: boolean) => void;
  /** The rows below are wanted soon. */
  readonly onEndInSight: () => void;
}

const ROW_PX = 48;
const AHEAD = 20;

/** The list; of however many rows there are, those on the screen are drawn. */
export function RotationTable({ rows, search, onSort, chosen, onChoose, onEndInSight }: RotationTableProps) {
  const { may } = useSession();
  const place = useRef<HTMLTableElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(place.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 10,
    scrollMargin: top,
  });
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onEndInSight();
  }, [last, rows.length, onEndInSight]);
  const mine = rows.filter(({ projectId }) => may("rotate-secrets", "secret-rotations", projectId));
  const isAll = mine.length > 0 && mine.every(({ id }) => chosen.has(id));
  const above = (drawn[0]?.start ?? top) - top;
  const below = virtual.getTotalSize() - ((drawn.at(-1)?.end ?? top) - top);
  return (
    <table ref={place} className={classes.table} aria-rowcount={rows.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          <th className={classes.choose}>
            {mine.length > 0 && (
              <Checkbox
                size="xs"
                aria-label="Choose all that are loaded"
                checked={isAll}
                indeterminate={!isAll && chosen.size > 0}
                onChange={() =>
                  onChoose(
                    mine.map(({ id }) => id),
                    !isAll,
                  )
                }
              />
            )}
          </th>
          <Heading sort="name" {...{ search, onSort }}>
            Name
          </Heading>
          <th className={classes.wide}>Environment</th>
          <th className={`${classes.wide} ${classes.phase}`}>While it rotates</th>
          <Heading sort="lastRotatedAt" className={classes.result} {...{ search, onSort }}>
            Last result
          </Heading>
          <th className={`${classes.wide} ${classes.last}`}>Last 10</th>
          <Heading sort="nextRotationAt" className={classes.next} {...{ search, onSort }}>
            Next run
          </Heading>
          <th className={`${classes.wide} ${classes.overlap}`}>Overlap left</th>
          <th className={classes.menu}>
            <span hidden>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <Room height={above} />
        {drawn.map(({ index }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <RotationRow
              key={row.id}
              row={row}
              index={index}
              isChosen={chosen.has(row.id)}
              isMine={may("rotate-secrets", "secret-rotations", row.projectId)}
              onChoose={(id, isChosen) => onChoose([id], isChosen)}
            />
          );
        })}
        <Room height={below} />
      </tbody>
    </table>
  );
}

/** In place of the rows that are not drawn. */
const Room = ({ height }: { readonly height: number }) =>
  height > 0 ? (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an empty row takes no focus
    <tr aria-hidden="true">
      <td className={classes.room} colSpan={9} style={{ height }} />
    </tr>
  ) : null;

interface HeadingProps extends Pick<RotationTableProps, "search" | "onSort"> {
  readonly sort: Sort;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

function Heading({ sort, search, onSort, className, children }: HeadingProps) {
  const isSorted = sortOf(search) === sort;
  const order = isDescending(search) ? "descending" : "ascending";
  const Arrow = order === "descending" ? ArrowDown : ArrowUp;
  return (
    <th className={className} aria-sort={isSorted ? order : undefined}>
      <UnstyledButton className={classes.sorter} onClick={() => onSort(sortedBy(search, sort))}>
        {children}
        {isSorted && <Arrow size={12} aria-hidden />}
      </UnstyledButton>
    </th>
  );
}

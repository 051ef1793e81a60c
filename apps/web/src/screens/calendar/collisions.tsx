import { TriangleAlert } from "lucide-react";
import { Link } from "../../parts/link.tsx";
import { inWords } from "../rotation/effects.ts";
import classes from "./collisions.module.css";
import type { DayAnswer } from "./entries.ts";
import { clockIn } from "./entry-link.tsx";

export interface CollisionsProps {
  readonly collisions: DayAnswer["collisions"];
  readonly zone: string;
}

/** Warns of starts that come close to each other at one connection. */
export function Collisions({ collisions, zone }: CollisionsProps) {
  return collisions.map((collision) => {
    const words = collisionInWords(collision, zone);
    return (
      <p key={`${collision.connection.id} ${collision.from}`} className={classes.warning} title={words}>
        <TriangleAlert size={12} aria-hidden className={classes.icon} />
        <span className={classes.words}>
          <span className={classes.count}>{collision.count} close at </span>
          <Link to="/connections/$id" params={{ id: collision.connection.id }} aria-label={words}>
            {collision.connection.name}
          </Link>
        </span>
      </p>
    );
  });
}

/** "3 rotations of prod-db begin between 03:00 and 03:10: a, b and c". */
export function collisionInWords(
  { connection, count, from, to, rotations }: DayAnswer["collisions"][number],
  zone: string,
): string {
  const names = rotations.map(({ name }) => name);
  const others = count - names.length;
  const all = others > 0 ? [...names, `${others} more`] : names;
  const [first, last] = [from, to].map((at) => clockIn(Date.parse(at), zone));
  const when = first === last ? `at ${first}` : `between ${first} and ${last}`;
  return `${count} rotations of ${connection.name} begin ${when}: ${inWords(all)}`;
}

import { Link } from "../../parts/link.tsx";
import { RotationLink } from "../../parts/rotation-link.tsx";
import { Section } from "../../parts/section.tsx";
import { Status } from "../../parts/status.tsx";
import { When } from "../../parts/when.tsx";
import { countText, type Problem } from "./overview.ts";
import { ProblemAction } from "./problem-action.tsx";
import classes from "./worst.module.css";

const LABELS = {
  "broken-connection": { tone: "bad", label: "Connection broken" },
  attention: { tone: "warn", label: "Needs attention" },
  failing: { tone: "bad", label: "Failing" },
  overdue: { tone: "warn", label: "Overdue" },
} as const;

/** What is wrong, the worst first, each with its cause and the one thing that helps. */
export function Worst({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0)
    return (
      <Section title="What needs you">
        <p className={classes.calm}>Nothing. Every rotation works, and none is late.</p>
      </Section>
    );
  return (
    <Section title="What needs you" about="The worst first">
      <ul className={classes.list}>
        {problems.map((one) => (
          <li key={`${one.problem} ${one.rotation?.id ?? one.connection?.id}`} className={classes.problem}>
            <div className={classes.words}>
              <div className={classes.head}>
                <Status {...LABELS[one.problem]} />
                <Subject problem={one} />
                <span className={classes.since}>
                  since <When at={one.since} />
                </span>
              </div>
              <p className={classes.cause}>{one.cause}</p>
              {one.held && one.held.count > 0 && (
                <p className={classes.held}>{countText(one.held)} rotations stand still for it.</p>
              )}
            </div>
            <ProblemAction problem={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Subject({ problem: { rotation, connection } }: { readonly problem: Problem }) {
  if (rotation)
    return (
      <span className={classes.subject}>
        <RotationLink id={rotation.id}>{rotation.name}</RotationLink>{" "}
        <span className={classes.place}>
          {rotation.environment}
          {rotation.secretPath}
        </span>
      </span>
    );
  if (!connection) return null;
  return (
    <span className={classes.subject}>
      <Link to="/connections/$id" params={{ id: connection.id }}>
        {connection.name}
      </Link>{" "}
      <span className={classes.place}>{connection.app}</span>
    </span>
  );
}

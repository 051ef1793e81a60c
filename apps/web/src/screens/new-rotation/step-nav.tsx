import { Link } from "../../parts/link.tsx";
import classes from "./new-rotation.module.css";
import { mayShow, type Step, steps, stepTitles } from "./steps.ts";

export interface StepNavProps {
  readonly current: Step;
  /** The first that is not filled in. */
  readonly open: Step | null;
}

/** The steps, and where one stands; those that can be looked at are links. */
export function StepNav({ current, open }: StepNavProps) {
  return (
    <nav aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((step, index) => (
          <li key={step} data-current={step === current || undefined}>
            <span aria-hidden>{index + 1}</span>
            {mayShow(step, open) ? (
              <StepLink step={step} isCurrent={step === current} />
            ) : (
              <span className={classes.later}>{stepTitles[step]}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function StepLink({ step, isCurrent }: { readonly step: Step; readonly isCurrent: boolean }) {
  const current = isCurrent ? "step" : undefined;
  if (step === "provider")
    return (
      <Link size="sm" to="/rotations/new" aria-current={current} activeOptions={{ exact: true }}>
        {stepTitles[step]}
      </Link>
    );
  return (
    <Link size="sm" to="/rotations/new/$step" params={{ step }} aria-current={current}>
      {stepTitles[step]}
    </Link>
  );
}

import { CloseButton } from "@mantine/core";
import classes from "./plan-card.module.css";
import type { Plan } from "./rotation.ts";

/** What a run would do now, step by step, and what a person should know before. */
export function PlanCard({ plan, close }: { readonly plan: Plan; readonly close: () => void }) {
  return (
    <section className={classes.card} aria-label="Dry run">
      <div className={classes.head}>
        <h2>Dry run: nothing was changed</h2>
        <CloseButton size="sm" aria-label="Close the dry run" onClick={close} />
      </div>
      <p>A run now would</p>
      <ol>
        {plan.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {plan.warnings.length > 0 && (
        <>
          <p>Know before</p>
          <ul>
            {plan.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

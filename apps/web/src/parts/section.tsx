import { type ReactNode, useId } from "react";
import classes from "./section.module.css";

export interface SectionProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a screen with a heading of its own, in a box. */
export function Section({ title, about, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {about && (
            <div className={classes.about} data-prose>
              {about}
            </div>
          )}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}

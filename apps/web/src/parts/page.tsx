import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

export interface PageProps {
  /** The heading, and the name of the browser's tab. */
  readonly title: string;
  /** One line under the heading. */
  readonly about?: ReactNode;
  /** Above the heading: where this belongs to. */
  readonly above?: ReactNode;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen: its heading, what can be done there, and what it shows. */
export function Page({ title, about, above, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Turnbolt`;
  }, [title]);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div className={classes.words}>
          {above && <div className={classes.above}>{above}</div>}
          <h1>{title}</h1>
          {about && (
            <div className={classes.about} data-prose>
              {about}
            </div>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

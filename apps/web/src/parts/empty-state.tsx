import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

export interface EmptyStateProps {
  /** What there is none of. */
  readonly title: string;
  /** What it would be for, and how the first one comes to be. */
  readonly text: ReactNode;
  /** A button or a link that makes the first one. */
  readonly action?: ReactNode;
}

/** In place of an empty list: says what belongs there. */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      <p className={classes.text}>{text}</p>
      {action}
    </div>
  );
}

import { useNow } from "./now.ts";
import { exact, relative } from "./time.ts";

export interface WhenProps {
  /** As the API tells it. */
  readonly at: string | null | undefined;
  /** Where there is none. */
  readonly none?: string;
}

/** A time relative to now, with the exact one and its zone for who points at it. */
export function When({ at, none = "never" }: WhenProps) {
  const beat = useNow();
  if (!at) return <span>{none}</span>;
  const date = new Date(at);
  // The last beat may be some seconds old: what has just happened would else be ahead.
  const now = new Date(Math.max(beat.getTime(), Date.now()));
  return (
    <time dateTime={at} title={exact(date)}>
      {relative(date, now)}
    </time>
  );
}

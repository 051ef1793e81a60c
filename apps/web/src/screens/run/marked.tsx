import classes from "./step-list.module.css";

const MARK = "[redacted]";

/** A text of the server, in which what it has struck can be told from what was said. */
export function Marked({ text }: { readonly text: string }) {
  const parts = text.split(MARK);
  return parts.map((part, index) => (
    // The text does not change under its parts.
    <span key={index}>
      {index > 0 && (
        <mark
          className={classes.struck}
          title="A secret stood here; it was struck before this was written down."
        >
          redacted
        </mark>
      )}
      {part}
    </span>
  ));
}

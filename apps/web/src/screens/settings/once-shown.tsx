import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { MaskedValue } from "../../parts/masked-value.tsx";
import classes from "./settings.module.css";

/** A secret that the server tells this once. */
export interface Once {
  /** What it belongs to. */
  readonly name: string;
  readonly value: string;
}

/** Shows a signing secret to who has just made it; it goes with the page, and comes back from nowhere. */
export function OnceShown({
  once: { name, value },
  onClose,
}: {
  readonly once: Once;
  readonly onClose: () => void;
}) {
  const at = useRef<HTMLElement>(null);
  useEffect(() => at.current?.focus(), [value]);
  return (
    <section ref={at} tabIndex={-1} className={classes.once} aria-label={`The signing secret of ${name}`}>
      <p>
        <strong>The signing secret of {name}</strong> is told this once. Give it to the receiver now: what is
        sent is signed with it, as Standard Webhooks says.
      </p>
      <MaskedValue label="the signing secret" reveal={async () => value} isAudited={false} />
      <div>
        <Button size="xs" variant="default" onClick={onClose}>
          I have it
        </Button>
      </div>
    </section>
  );
}

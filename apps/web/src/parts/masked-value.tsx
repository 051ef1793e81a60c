import { ActionIcon, Code, Tooltip } from "@mantine/core";
import { Copy, Eye, EyeOff } from "lucide-react";
import { useEffect, useState } from "react";
import { copy } from "./copy.ts";
import { wordsOf } from "./failure-card.tsx";
import classes from "./masked-value.module.css";
import { tell } from "./notice.ts";

export interface MaskedValueProps {
  /** What it is the value of, for those who listen. */
  readonly label: string;
  /** Reads the value, which the server audits; absent for who may not. */
  readonly reveal?: () => Promise<string>;
  /** Whether it may be copied without being shown. */
  readonly mayCopy?: boolean;
}

const SHOWN_MS = 30_000;

/** A secret value: masked, shown by who may for half a minute. What was shown is kept nowhere. */
export function MaskedValue({ label, reveal, mayCopy = reveal !== undefined }: MaskedValueProps) {
  const [value, setValue] = useState<string | null>(null);
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setValue(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [value]);
  const read = (use: (value: string) => void | Promise<void>) =>
    reveal?.()
      .then(use)
      .catch((error: unknown) => tell("bad", wordsOf(error)));
  return (
    <span className={classes.value}>
      {value === null ? (
        <span role="img" aria-label={`${label}, hidden`}>
          ••••••••
        </span>
      ) : (
        <Code>{value}</Code>
      )}
      {reveal && (
        <Tooltip label={value === null ? "Show for 30 seconds; this is audited" : "Hide"}>
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={value === null ? `Show ${label}` : `Hide ${label}`}
            onClick={() => (value === null ? void read(setValue) : setValue(null))}
          >
            {value === null ? <Eye size={14} /> : <EyeOff size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
      {reveal && mayCopy && (
        <Tooltip label={"Copy; this is audited"}>
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label={`Copy ${label}`}
            onClick={() => void read((text) => copy(text, `${label} was copied.`))}
          >
            <Copy size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}

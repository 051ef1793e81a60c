import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import classes from "./status.module.css";

export type Tone = "good" | "bad" | "warn" | "busy" | "idle";

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  good: CircleCheck,
  bad: CircleX,
  warn: TriangleAlert,
  busy: LoaderCircle,
  idle: CircleDashed,
};

export interface StatusProps {
  readonly tone: Tone;
  readonly label: string;
  /** Instead of the tone's own. */
  readonly icon?: LucideIcon;
}

/** How something stands: a word and a shape, never a colour alone. */
export function Status({ tone, label, icon }: StatusProps) {
  const Icon = icon ?? ICONS[tone];
  return (
    <span className={classes.status} data-tone={tone}>
      <Icon size={13} aria-hidden />
      {label}
    </span>
  );
}

type Shown = Readonly<Record<string, StatusProps>>;

const ROTATION: Shown = {
  success: { tone: "good", label: "Works" },
  failed: { tone: "bad", label: "Failed" },
  rotating: { tone: "busy", label: "Rotating" },
  attention: { tone: "warn", label: "Needs attention" },
};

/** How a rotation stands: `rotationStatus`, and whether it is paused. */
export function RotationStatus({
  status,
  isPaused = false,
}: {
  readonly status: string;
  readonly isPaused?: boolean;
}) {
  if (isPaused && status === "success") return <Status tone="idle" label="Paused" icon={CirclePause} />;
  return <Status {...(ROTATION[status] ?? { tone: "idle", label: status })} />;
}

const RUN: Shown = {
  queued: { tone: "idle", label: "Queued" },
  checking: { tone: "busy", label: "Looking" },
  retiring: { tone: "busy", label: "Retiring" },
  issuing: { tone: "busy", label: "Issuing" },
  issued: { tone: "busy", label: "Verifying" },
  verified: { tone: "busy", label: "Promoting" },
  revoking: { tone: "busy", label: "Revoking" },
  done: { tone: "good", label: "Done" },
  failed: { tone: "bad", label: "Failed" },
  cancelled: { tone: "idle", label: "Cancelled", icon: Ban },
};

/** How far a run is: its `state`. */
export const RunStatus = ({ state }: { readonly state: string }) => (
  <Status {...(RUN[state] ?? { tone: "idle", label: state })} />
);

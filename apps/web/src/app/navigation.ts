import type { LinkProps } from "@tanstack/react-router";
import {
  Blocks,
  CalendarDays,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  PlugZap,
  RefreshCw,
  ScrollText,
  Settings,
  Users,
} from "lucide-react";
import type { Session } from "./session.tsx";

export interface Entry {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Who is not shown it; everybody is, without. */
  readonly isFor?: (session: Session) => boolean;
}

/** What the navigation and the command palette lead to: screens that are there. */
export const navigation: readonly Entry[] = [
  { to: "/", label: "Overview", icon: LayoutDashboard },
  { to: "/rotations", label: "Rotations", icon: RefreshCw },
  { to: "/calendar", label: "Calendar", icon: CalendarDays },
  { to: "/secrets", label: "Secrets", icon: KeyRound },
  { to: "/connections", label: "Connections", icon: PlugZap },
  { to: "/plugins", label: "Plugins", icon: Blocks },
  { to: "/access", label: "Access", icon: Users },
  { to: "/audit", label: "Audit", icon: ScrollText },
  { to: "/settings", label: "Settings", icon: Settings },
];

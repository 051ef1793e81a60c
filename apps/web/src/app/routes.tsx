import { createRootRoute, createRoute, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { NotFound } from "../parts/not-found.tsx";
import { ScreenFailure } from "./screen-failure.tsx";
import type { Search } from "./search-text.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ScreenFailure,
  // Filters belong to their screens, which read them with `useFilters`.
  validateSearch: (search: Record<string, unknown>): Search => search as Search, // `parseSearch` gave texts
});

/** What is for those who are signed in, with the navigation around it. */
const inside = createRoute({ getParentRoute: () => root, id: "inside", component: Shell });

type Load = () => Promise<{ readonly default: ComponentType }>;

const screen = <const Path extends string>(path: Path, load: Load) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    component: lazyRouteComponent(load),
    notFoundComponent: NotFound,
    errorComponent: ScreenFailure,
  });

/** Where people come in: no navigation, nobody is known yet. */
const arrival = <const Path extends string>(path: Path, load: Load) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

/** Every screen, one line each. */
export const routeTree = root.addChildren([
  inside.addChildren([
    screen("/", () => import("../screens/overview/overview-screen.tsx")),
    screen("/rotations", () => import("../screens/rotations/rotations-screen.tsx")),
    screen("/rotations/new", () => import("../screens/new-rotation/new-rotation-screen.tsx")),
    screen("/rotations/new/$step", () => import("../screens/new-rotation/new-rotation-screen.tsx")),
    screen("/rotations/$id", () => import("../screens/rotation/rotation-screen.tsx")),
    screen("/runs/$id", () => import("../screens/run/run-screen.tsx")),
    screen("/calendar", () => import("../screens/calendar/calendar-screen.tsx")),
    screen("/secrets", () => import("../screens/secrets/secrets-screen.tsx")),
    screen("/connections", () => import("../screens/connections/connections-screen.tsx")),
    screen("/connections/$id", () => import("../screens/connections/connection-screen.tsx")),
    screen("/plugins", () => import("../screens/plugins/plugins-screen.tsx")),
    screen("/plugins/$type", () => import("../screens/plugins/plugin-screen.tsx")),
    screen("/access", () => import("../screens/access/access-screen.tsx")),
    screen("/audit", () => import("../screens/audit/audit-screen.tsx")),
    screen("/settings", () => import("../screens/settings/settings-screen.tsx")),
  ]),
  arrival("/sign-in", () => import("../screens/arrival/sign-in-screen.tsx")),
  arrival("/set-up", () => import("../screens/arrival/set-up-screen.tsx")),
  arrival("/invitation", () => import("../screens/arrival/invitation-screen.tsx")),
  arrival("/password", () => import("../screens/arrival/password-screen.tsx")),
]);

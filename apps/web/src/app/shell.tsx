import { Burger } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { FailureOf } from "../parts/failure-card.tsx";
import { LiveRegion } from "../parts/live-region.tsx";
import { Waiting } from "../parts/waiting.tsx";
import { ContactBanner } from "./contact-banner.tsx";
import { Hosts } from "./hosts.tsx";
import { SessionGate } from "./session.tsx";
import classes from "./shell.module.css";
import { Shortcuts } from "./shortcuts.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { ToSignIn } from "./to-sign-in.tsx";

const NavigationDrawer = lazy(() => import("./navigation-drawer.tsx"));

/** What is around every screen: who is signed in, where one can go, how it stands with the server. */
export function Shell() {
  return (
    <SessionGate
      waiting={<Waiting />}
      nobody={<ToSignIn />}
      failed={(error) => (
        <main className={classes.alone}>
          <ContactBanner />
          <FailureOf error={error} />
        </main>
      )}
    >
      <Frame />
    </SessionGate>
  );
}

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // Whoever has gone somewhere else wants to see that.
  useEffect(close, [path]);
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <header className={classes.bar}>
        <Burger opened={isOpen} onClick={toggle} size="sm" aria-label="Navigation" />
        <span className={classes.name}>Turnbolt</span>
      </header>
      <Suspense fallback={null}>{isOpen && <NavigationDrawer onClose={close} />}</Suspense>
      <div className={classes.side}>
        <Sidebar />
      </div>
      <main id="content" className={classes.content} tabIndex={-1}>
        <ContactBanner />
        <Outlet />
      </main>
      <SignInAgain />
      <Shortcuts />
      <Hosts />
      <LiveRegion />
    </div>
  );
}

import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { knock, useContact } from "./contact.ts";
import classes from "./contact-banner.module.css";

const KNOCK_MS = 2_000;

/** Says that the server is gone, and knocks until it is back. */
export function ContactBanner() {
  const { reachable } = useContact();
  useEffect(() => {
    if (reachable) return;
    const timer = setInterval(() => void knock(), KNOCK_MS);
    return () => clearInterval(timer);
  }, [reachable]);
  if (reachable) return null;
  return (
    <div role="alert" className={classes.banner}>
      <CloudOff size={16} aria-hidden />
      The server does not answer. What you see may be old; nothing you have filled in is lost. Trying again…
    </div>
  );
}

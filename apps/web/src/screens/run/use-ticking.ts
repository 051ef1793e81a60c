import { useEffect, useState } from "react";

const TICK_MS = 500;

/** The time, again and again while something is drawn that grows with it. */
export function useTicking(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

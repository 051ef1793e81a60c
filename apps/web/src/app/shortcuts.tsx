import { lazy, Suspense, useEffect, useState } from "react";

const Palette = lazy(() => import("./palette.tsx"));
const Help = lazy(() => import("./shortcut-help.tsx"));

/** What opens the palette from elsewhere, as a button does. */
export const OPEN_PALETTE = "turnbolt:palette";

/** Keys that work everywhere: what they open is loaded with the first press. */
export function Shortcuts() {
  const [asked, setAsked] = useState(0);
  const [isHelp, setHelp] = useState(false);
  useEffect(() => {
    const open = () => setAsked((count) => count + 1);
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const { key } = event;
      if (key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) open();
      else if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      else if (key === "/") focusSearch(open);
      else if (key === "?") setHelp(true);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    document.addEventListener(OPEN_PALETTE, open);
    return () => {
      document.removeEventListener("keydown", press);
      document.removeEventListener(OPEN_PALETTE, open);
    };
  }, []);
  return (
    <Suspense fallback={null}>
      {asked > 0 && <Palette asked={asked} />}
      {isHelp && <Help onClose={() => setHelp(false)} />}
    </Suspense>
  );
}

/** The search of the screen, where it has one; else of everything. */
function focusSearch(otherwise: () => void): void {
  const field = document.querySelector<HTMLElement>("input[data-search]");
  if (field) field.focus();
  else otherwise();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

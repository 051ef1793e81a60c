import { Navigate } from "@tanstack/react-router";
import { useState } from "react";

/** Sends whoever is not signed in there, and back to here afterwards. */
export function ToSignIn() {
  // Once: on the way there, "here" is the page for signing in already.
  const [here] = useState(() => location.pathname + location.search);
  return <Navigate to="/sign-in" search={{ returnTo: here === "/" ? undefined : here }} replace />;
}

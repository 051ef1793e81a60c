import { Navigate, useRouterState } from "@tanstack/react-router";

/** Sends whoever is not signed in there, and back to here afterwards. */
export function ToSignIn() {
  const here = useRouterState({ select: ({ location }) => location.href });
  return <Navigate to="/sign-in" search={{ returnTo: here === "/" ? undefined : here }} replace />;
}

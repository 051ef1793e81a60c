import { lazy, Suspense } from "react";
import { useContact } from "./contact.ts";

const Dialog = lazy(() => import("./sign-in-dialog.tsx"));

/** Asks who is there when the session has ended, over the page: what stands half filled in there stays. */
export function SignInAgain() {
  const { signedOut } = useContact();
  if (!signedOut) return null;
  return (
    <Suspense fallback={null}>
      <Dialog />
    </Suspense>
  );
}

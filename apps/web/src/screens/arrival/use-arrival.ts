import { useRouter } from "@tanstack/react-router";
import { factsOf } from "@turnbolt/client";
import { useState } from "react";
import { signIn } from "../../app/sign-in.ts";
import { queryClient } from "../../app/trpc.ts";
import { wordsOf } from "../../parts/failure-card.tsx";

/** What the server says of what was sent: of one field, or of all of it. */
export interface ArrivalFailure {
  readonly fields: Readonly<Record<string, string>>;
  readonly cause: string | null;
}

const NONE: ArrivalFailure = { fields: {}, cause: null };

/** Sends a form of somebody who arrives, signs them in with what they have just chosen, and shows them the overview. */
export function useArrival(arrive: (form: FormData) => Promise<{ readonly email: string }>) {
  const router = useRouter();
  const [failure, setFailure] = useState(NONE);
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: FormData): Promise<void> => {
    setBusy(true);
    setFailure(NONE);
    try {
      const { email } = await arrive(form);
      await signIn({ email, password: String(form.get("password")), remember: true });
      queryClient.clear();
      router.history.push("/");
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { failure, isBusy, submit };
}

function failureOf(error: unknown): ArrivalFailure {
  const issues = (factsOf(error)?.issues ?? []).filter(({ path }) => path.length > 0 && path[0] !== "token");
  if (issues.length === 0) return { fields: {}, cause: wordsOf(error) };
  return {
    fields: Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), message])),
    cause: null,
  };
}

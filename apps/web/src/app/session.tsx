import { createMongoAbility } from "@casl/ability";
import { useQuery } from "@tanstack/react-query";
import type { Action, AppRouter, Subject } from "@turnbolt/api";
import { factsOf, type TurnboltClient } from "@turnbolt/client";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { trpc } from "./trpc.ts";

/** Who is signed in, as the server tells it. */
export type Me = Awaited<ReturnType<TurnboltClient<AppRouter>["me"]["get"]["query"]>>;

export interface Session {
  readonly me: Me;
  /** Whether the server would let them, in this project; without one (`null`): in the whole installation. */
  may(action: Action, subject: Subject, projectId: string | null): boolean;
  /** Whether there is any project in which it would. */
  mayAnywhere(action: Action, subject: Subject): boolean;
}

const SessionContext = createContext<Session | null>(null);

/** Who is signed in. Only for what is shown to them: inside of `SessionGate`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("nobody is signed in here");
  return session;
}

export interface SessionGateProps {
  /** While it is not known who asks. */
  readonly waiting: ReactNode;
  /** Nobody is signed in. */
  readonly nobody: ReactNode;
  /** It cannot be found out. */
  readonly failed: (error: unknown) => ReactNode;
  readonly children: ReactNode;
}

/** Shows its children to who is signed in; they stay as they are when the session ends meanwhile. */
export function SessionGate({ waiting, nobody, failed, children }: SessionGateProps) {
  const { data: me, error } = useQuery(trpc.me.get.queryOptions(undefined, { staleTime: 60_000 }));
  const session = useMemo(() => (me ? sessionOf(me) : null), [me]);
  if (session) return <SessionContext value={session}>{children}</SessionContext>;
  if (error) return factsOf(error)?.httpStatus === 401 ? nobody : failed(error);
  return waiting;
}

type Rules = Me["rules"];

function sessionOf(me: Me): Session {
  const everywhere = abilityOf(me.rules);
  const where = new Map(me.projects.map(({ projectId, rules }) => [projectId, abilityOf(rules)]));
  return {
    me,
    may: (action, subject, projectId) =>
      everywhere.can(action, subject) ||
      (projectId !== null && (where.get(projectId)?.can(action, subject) ?? false)),
    mayAnywhere: (action, subject) =>
      everywhere.can(action, subject) || [...where.values()].some((ability) => ability.can(action, subject)),
  };
}

const abilityOf = (rules: Rules) =>
  createMongoAbility(rules.map(({ subject = "all", ...rule }) => ({ ...rule, subject })));

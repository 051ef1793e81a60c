import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { draftOf } from "./draft-store.ts";
import { StepNav } from "./step-nav.tsx";
import { StepView } from "./step-view.tsx";
import { firstOpen, isStep, mayShow, type Step } from "./steps.ts";
import { type Wizard, WizardContext } from "./wizard.ts";

/** Makes a rotation in seven steps, each with its own URL; the draft outlives a reload, a sign-in and the server. */
export default function NewRotationScreen() {
  const { mayAnywhere } = useSession();
  const wizard = useDraftedWizard();
  if (!mayAnywhere("create", "secret-rotations"))
    return (
      <Frame>
        <EmptyState title="You may not make rotations" text="Whoever is an admin of the project can." />
      </Frame>
    );
  if ("error" in wizard)
    return (
      <Frame>
        <FailureOf error={wizard.error} next="Your draft is kept." />
      </Frame>
    );
  if ("isWaiting" in wizard) return <Waiting />;
  return (
    <WizardContext value={wizard}>
      <Frame onClear={wizard.draft.type === null ? undefined : wizard.clear}>
        <Shown wizard={wizard} />
      </Frame>
    </WizardContext>
  );
}

function Shown({ wizard }: { readonly wizard: Wizard }) {
  const { step: named = "provider" } = useParams({ strict: false });
  const { draft, hidden, provider } = wizard;
  const open = useMemo(() => firstOpen(draft, hidden, provider), [draft, hidden, provider]);
  if (!isStep(named)) return <Navigate to="/rotations/new" replace />;
  if (open !== null && !mayShow(named, open)) {
    if (open === "provider") return <Navigate to="/rotations/new" replace />;
    return <Navigate to="/rotations/new/$step" params={{ step: open }} replace />;
  }
  return (
    <>
      <StepNav current={named} open={open} />
      <StepView step={named} />
    </>
  );
}

function Frame({
  children,
  onClear,
}: {
  readonly children: React.ReactNode;
  readonly onClear?: (() => void) | undefined;
}) {
  return (
    <Page
      title="New rotation"
      above={<Link to="/rotations">Rotations</Link>}
      actions={
        onClear && (
          <Button variant="default" size="xs" onClick={onClear}>
            Start over
          </Button>
        )
      }
    >
      {children}
    </Page>
  );
}

type Drafted = Wizard | { readonly error: unknown } | { readonly isWaiting: true };

/** With `?type=` in the URL, as from a plugin's page, the first step is done. */
function useDraftedWizard(): Drafted {
  const { me } = useSession();
  const store = draftOf(me.id);
  const kept = useSyncExternalStore(store.subscribe, store.get);
  const navigate = useNavigate();
  const providers = useQuery(trpc.providers.list.queryOptions(undefined, { staleTime: 300_000 }));
  const apps = useQuery(trpc.connections.apps.queryOptions(undefined, { staleTime: 300_000 }));
  const projects = useQuery(trpc.projects.list.queryOptions(undefined));
  const [{ type: asked }] = useFilters();
  useEffect(() => {
    if (asked === undefined) return;
    store.choose(asked);
    void navigate({ to: "/rotations/new/$step", params: { step: "connection" }, search: {}, replace: true });
  }, [asked, store, navigate]);
  const error = providers.error ?? apps.error ?? projects.error;
  if (!providers.data || !apps.data || !projects.data) return error ? { error } : { isWaiting: true };
  const goTo = (step: Step) =>
    void (step === "provider"
      ? navigate({ to: "/rotations/new" })
      : navigate({ to: "/rotations/new/$step", params: { step } }));
  return {
    ...kept,
    change: store.change,
    hide: store.hide,
    choose: store.choose,
    providers: providers.data.providers,
    apps: apps.data.appConnectionOptions,
    projects: projects.data.projects,
    provider: providers.data.providers.find(({ type }) => type === kept.draft.type) ?? null,
    goTo,
    clear: store.clear,
  };
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { withoutSensitive } from "../../forms/defaults.ts";
import { tell } from "../../parts/notice.ts";
import { ConnectionForm } from "../connections/connection-form.tsx";
import { type ConnectionValues, loginForm, startingConnection } from "../connections/connection-values.ts";
import { createConnectionInput } from "../connections/new-connection.tsx";
import { useChosen } from "./wizard.ts";

/** A new connection on the way: half filled in, it is kept but for what is sensitive. */
export function NewLoginPart({ projectId }: { readonly projectId: string }) {
  const { draft, hidden, change, hide, apps, provider, goTo } = useChosen();
  const queries = useQueryClient();
  const app = apps.find((one) => one.app === provider.app);
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: async ({ appConnection, permissions }) => {
        const missing = permissions.filter(({ held }) => !held).map(({ permission }) => permission);
        tell(
          missing.length === 0 ? "good" : "bad",
          missing.length === 0
            ? `${appConnection.name} works, and is saved.`
            : `${appConnection.name} is saved, but lacks: ${missing.join(", ")}.`,
        );
        change({ connectionId: appConnection.id, newConnection: null });
        hide({ credentials: undefined });
        await queries.invalidateQueries({ queryKey: trpc.connections.available.queryKey() });
        goTo("target");
      },
    }),
  );
  if (!app) return <p>No plugin for {provider.app} is installed.</p>;
  const kept = draft.newConnection ?? { name: "", method: null, credentials: {} };
  const isFresh = Object.keys(kept.credentials).length === 0 && kept.method === null;
  const starting = isFresh ? startingConnection(app, kept.name) : kept;
  const values: ConnectionValues = { ...starting, credentials: hidden.credentials ?? starting.credentials };
  const keep = (changed: ConnectionValues) => {
    const { name, method, credentials } = changed;
    change({
      newConnection: { name, method, credentials: withoutSensitive(loginForm(app, method), credentials) },
    });
    hide({ credentials });
  };
  return (
    <ConnectionForm
      id="new-connection"
      app={app}
      values={values}
      onChange={keep}
      onSubmit={(sent) => create.mutate(createConnectionInput(app, sent, projectId))}
      error={create.error}
      isPending={create.isPending}
      submitLabel="Test, save and go on"
    />
  );
}

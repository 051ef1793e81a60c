import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSession } from "../../app/session.tsx";
import { trpc } from "../../app/trpc.ts";
import type { AppOption, Provider } from "../../app/wire.ts";
import { titleOf } from "../../forms/form-layout.ts";
import { formSchema } from "../../forms/json-form.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FailureOf } from "../../parts/failure-card.tsx";
import { crashWords, handleWords, originWords, phaseLabel, phaseWords } from "../../parts/kind-words.ts";
import { Link } from "../../parts/link.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { duration } from "../../parts/time.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { FormPreview } from "./form-preview.tsx";
import classes from "./plugins.module.css";
import { packageWords } from "./plugins-screen.tsx";

/** One plugin in plain words, and its forms to try. */
export default function PluginScreen() {
  const { type } = useParams({ strict: false });
  const plugins = useQuery(trpc.providers.list.queryOptions(undefined, { staleTime: 300_000 }));
  const apps = useQuery(trpc.connections.apps.queryOptions(undefined, { staleTime: 300_000 }));
  const error = plugins.error ?? apps.error;
  const above = <Link to="/plugins">Plugins</Link>;
  if (error)
    return (
      <Page title="Plugin" above={above}>
        <FailureOf error={error} />
      </Page>
    );
  if (!plugins.data || !apps.data) return <Waiting />;
  const plugin = plugins.data.providers.find((one) => one.type === type);
  if (!plugin)
    return (
      <Page title={type ?? "Plugin"} above={above}>
        <EmptyState
          title="This plugin is not installed"
          text="Rotations of its type are kept and shown, but stand still until it is installed again."
        />
      </Page>
    );
  const app = apps.data.appConnectionOptions.find((one) => one.app === plugin.app);
  return <Shown plugin={plugin} app={app} />;
}

function Shown({ plugin, app }: { readonly plugin: Provider; readonly app: AppOption | undefined }) {
  const { mayAnywhere } = useSession();
  return (
    <Page
      title={plugin.title}
      above={<Link to="/plugins">Plugins</Link>}
      about={<code>{plugin.type}</code>}
      actions={
        mayAnywhere("create", "secret-rotations") && (
          <LinkButton to="/rotations/new" search={{ type: plugin.type }}>
            New rotation
          </LinkButton>
        )
      }
    >
      <Section title="What it does">
        <Facts plugin={plugin} />
      </Section>
      {app?.credentials.map(({ method, schema }) => (
        <Section
          key={method}
          title={method === null ? "Connection" : `Connection by ${titleOf(method, {}).toLowerCase()}`}
          about="How Turnbolt logs in at the target. A form to try: nothing of it is sent."
        >
          <FormPreview id={`connection-${method}`} schema={formSchema(schema)} />
        </Section>
      ))}
      <Section title="Parameters" about="What is rotated there. A form to try: nothing of it is sent.">
        <FormPreview id="parameters" schema={formSchema(plugin.schemas.parameters)} />
      </Section>
    </Page>
  );
}

function Facts({ plugin }: { readonly plugin: Provider }) {
  const { propagation, lockout, secretsMapping } = plugin;
  return (
    <dl className={classes.facts}>
      <dt>When it rotates</dt>
      <dd>
        <strong>{phaseLabel(plugin)}</strong>. {phaseWords(plugin)}
      </dd>
      <dt>At the target</dt>
      <dd>{handleWords(plugin)}</dd>
      <dt>The value</dt>
      <dd>{originWords(plugin)}</dd>
      <dt>What a crash can cost</dt>
      <dd>{crashWords(plugin)}</dd>
      {propagation && (
        <>
          <dt>Until it works</dt>
          <dd>A new credential may take up to {duration(propagation.deadlineMs)} to be accepted there.</dd>
        </>
      )}
      {lockout && (
        <>
          <dt>Failed logins</dt>
          <dd>
            The target forgives {lockout.attempts} in {duration(lockout.windowMs)}; Turnbolt never spends the
            last one.
          </dd>
        </>
      )}
      <dt>Publishes</dt>
      <dd>{Object.values(secretsMapping).join(", ")}, or names of your own</dd>
      <dt>Package</dt>
      <dd>
        {packageWords(plugin)}, API level {plugin.apiLevel ?? "unknown"}
      </dd>
    </dl>
  );
}

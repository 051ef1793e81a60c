import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { trpc } from "../../app/trpc.ts";
import type { AppOption, Connection, ConnectionState } from "../../app/wire.ts";
import { titleOf } from "../../forms/form-layout.ts";
import { propertiesOf } from "../../forms/json-form.ts";
import { FailureCard, FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { Page } from "../../parts/page.tsx";
import { Section } from "../../parts/section.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import { ConnectionActions } from "./connection-actions.tsx";
import { Works } from "./connection-row.tsx";
import { loginForm } from "./connection-values.ts";
import classes from "./connections.module.css";
import { Dependants } from "./dependants.tsx";
import { EditConnection } from "./edit-connection.tsx";
import { Permissions } from "./permissions.tsx";

/** One connection: whether it works, what it may, who goes through it; and a way to change it. */
export default function ConnectionScreen() {
  const { id } = useParams({ strict: false });
  const connectionId = id ?? "";
  const found = useQuery(trpc.connections.get.queryOptions({ connectionId }));
  const state = useQuery(trpc.connections.state.queryOptions({ connectionId }));
  const apps = useQuery(trpc.connections.apps.queryOptions(undefined, { staleTime: 300_000 }));
  const projects = useQuery(trpc.projects.list.queryOptions(undefined));
  const error = found.error ?? state.error ?? apps.error;
  if (error) return <Unreadable error={error} />;
  if (!found.data || !state.data || !apps.data) return <Waiting />;
  const connection = found.data.appConnection;
  const app = apps.data.appConnectionOptions.find((one) => one.app === connection.app);
  const project = projects.data?.projects.find((one) => one.id === connection.projectId);
  return <Shown connection={connection} state={state.data} app={app} projectName={project?.name} />;
}

function Unreadable({ error }: { readonly error: unknown }) {
  return (
    <Page title="Connection" above={<Link to="/connections">Connections</Link>}>
      <FailureOf error={error} />
    </Page>
  );
}

interface ShownProps {
  readonly connection: Connection;
  readonly state: ConnectionState;
  /** Absent when its plugin is installed no more. */
  readonly app: AppOption | undefined;
  readonly projectName: string | undefined;
}

function Shown({ connection, state, app, projectName }: ShownProps) {
  return (
    <Page
      title={connection.name}
      above={<Link to="/connections">Connections</Link>}
      about={connection.description}
      actions={app && <ConnectionActions connection={connection} state={state} />}
    >
      {state.state === "broken" && (
        <FailureCard
          cause={state.brokenMessage ?? "The target refuses this login."}
          remote="Its rotations stand still; what is published goes on working."
          next="Mend the login below, or at the target and test it again: its rotations go on by themselves."
        />
      )}
      {!app && (
        <FailureCard
          cause={`No plugin for ${connection.app} is installed any more.`}
          next="Its rotations stand still until one is installed again."
        />
      )}
      <Section title="How it is doing">
        <Facts connection={connection} state={state} app={app} projectName={projectName} />
      </Section>
      <Section
        title="Permissions"
        about={
          <>
            What the target says that this login may do; asked <When at={state.testedAt} />
          </>
        }
      >
        <Permissions permissions={state.permissions} />
      </Section>
      <Section title="Rotations" about="They go through this connection.">
        <Dependants connectionId={connection.id} />
      </Section>
      {app && <EditConnection key={connection.version} connection={connection} state={state} app={app} />}
    </Page>
  );
}

function Facts({ connection, state, app, projectName }: ShownProps) {
  const { method, credentials, version } = connection;
  const fields = app ? propertiesOf(loginForm(app, method)) : Object.keys(credentials).map(bare);
  return (
    <dl className={classes.facts}>
      <dt>State</dt>
      <dd>
        <Works state={state.state} />
      </dd>
      <dt>App</dt>
      <dd>
        {app?.name ?? connection.app}
        {method && `, by ${titleOf(method, {}).toLowerCase()}`}
      </dd>
      <dt>Belongs to</dt>
      <dd>{connection.projectId === null ? "the whole installation" : `project ${projectName ?? "…"}`}</dd>
      {fields.map(([name, field]) => (
        <Fact key={name} title={titleOf(name, field)} value={credentials[name]} />
      ))}
      <dt>Last use</dt>
      <dd>
        <When at={state.lastUsedAt} />
      </dd>
      <dt>Changed</dt>
      <dd>
        <When at={connection.updatedAt} /> (version {version})
      </dd>
    </dl>
  );
}

const bare = (name: string) => [name, {}] as const;

/** What is sensitive, or not set, has no value here. */
function Fact({ title, value }: { readonly title: string; readonly value: unknown }) {
  if (value === undefined) return null;
  const text = typeof value === "boolean" ? (value ? "yes" : "no") : textOf(value);
  return (
    <>
      <dt>{title}</dt>
      <dd>{text.length > 120 ? `${text.slice(0, 120)}…` : text}</dd>
    </>
  );
}

const textOf = (value: unknown): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

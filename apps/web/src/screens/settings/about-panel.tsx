import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { useNow } from "../../parts/now.ts";
import { Section } from "../../parts/section.tsx";
import { Status } from "../../parts/status.tsx";
import { duration } from "../../parts/time.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { When } from "../../parts/when.tsx";
import classes from "./settings.module.css";

const EACH_MS = 10_000;

/** What runs here, since when, with which plugins, and whether its database answers. */
export default function AboutPanel() {
  const now = useNow();
  const { data, error, refetch } = useQuery(trpc.health.about.queryOptions(undefined));
  if (error) return <FailureOf error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const { version, apiLevel, database, startedAt, plugins } = data;
  return (
    <div className={classes.panel}>
      <Section title="This installation">
        <dl className={classes.facts}>
          <dt>Version</dt>
          <dd>{version}</dd>
          <dt>Plugins are made for</dt>
          <dd>API level {apiLevel}</dd>
          <dt>Database</dt>
          <dd>
            {database === "embedded"
              ? "embedded, run by Turnbolt itself"
              : "your own, by TURNBOLT_DATABASE_URL"}{" "}
            <DatabaseAnswers />
          </dd>
          <dt>Runs for</dt>
          <dd>
            {duration(Math.max(0, now.getTime() - Date.parse(startedAt)))}, started <When at={startedAt} />
          </dd>
        </dl>
      </Section>
      <Section title={`Plugins (${plugins.length})`} about="What can be rotated here.">
        <PluginTable plugins={plugins} />
      </Section>
    </div>
  );
}

/** Asked again and again, for who waits until it is back. */
function DatabaseAnswers() {
  const { isSuccess, isError } = useQuery(
    trpc.health.ready.queryOptions(undefined, { refetchInterval: EACH_MS, retry: false }),
  );
  if (isError) return <Status tone="bad" label="Does not answer" />;
  return isSuccess ? <Status tone="good" label="Answers" /> : <Status tone="busy" label="Asking" />;
}

interface Plugin {
  readonly type: string;
  readonly title: string;
  readonly package: { readonly name: string; readonly version: string } | null;
}

const PluginTable = ({ plugins }: { readonly plugins: readonly Plugin[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
  <section className={classes.scroll} aria-label="Plugins" tabIndex={0}>
    <Table>
      <Table.Thead>
        <Table.Tr>
          {["Plugin", "Package", "Version"].map((column) => (
            <Table.Th key={column}>{column}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {plugins.map(({ type, title, package: from }) => (
          <Table.Tr key={type}>
            <Table.Td>
              <Link to="/plugins/$type" params={{ type }}>
                {title}
              </Link>
            </Table.Td>
            <Table.Td>{from?.name ?? "handed over by a program"}</Table.Td>
            <Table.Td>{from?.version ?? "–"}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </section>
);

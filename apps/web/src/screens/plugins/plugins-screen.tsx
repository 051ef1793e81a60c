import { Table, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../app/trpc.ts";
import type { Provider } from "../../app/wire.ts";
import { FailureOf } from "../../parts/failure-card.tsx";
import { phaseLabel } from "../../parts/kind-words.ts";
import { Link } from "../../parts/link.tsx";
import { Page } from "../../parts/page.tsx";
import { useFilters } from "../../parts/use-filters.ts";
import { Waiting } from "../../parts/waiting.tsx";
import { matching } from "./matching.ts";
import classes from "./plugins.module.css";

/** What is installed, and what each of it can do. */
export default function PluginsScreen() {
  const [{ search = "" }, setFilters] = useFilters();
  const { data, error, refetch } = useQuery(
    trpc.providers.list.queryOptions(undefined, { staleTime: 300_000 }),
  );
  return (
    <Page
      title="Plugins"
      about="Each one knows a kind of credential: how to make, prove and end it. More of them are npm packages, named in TURNBOLT_PLUGINS."
    >
      {error && <FailureOf error={error} retry={() => void refetch()} />}
      {!data && !error && <Waiting />}
      {data && (
        <>
          <TextInput
            aria-label="Search plugins"
            placeholder="Search"
            value={search}
            onChange={({ currentTarget }) => setFilters({ search: currentTarget.value })}
          />
          <PluginTable plugins={matching(data.providers, search)} />
        </>
      )}
    </Page>
  );
}

function PluginTable({ plugins }: { readonly plugins: readonly Provider[] }) {
  if (plugins.length === 0) return <p>No plugin is called that.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={classes.scroll} aria-label="Plugins" tabIndex={0}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {["Plugin", "Type", "When it rotates", "The value is made by", "Package", "API level"].map(
              (column) => (
                <Table.Th key={column}>{column}</Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {plugins.map((plugin) => (
            <Table.Tr key={plugin.type}>
              <Table.Td>
                <Link to="/plugins/$type" params={{ type: plugin.type }}>
                  {plugin.title}
                </Link>
              </Table.Td>
              <Table.Td>
                <code>{plugin.type}</code>
              </Table.Td>
              <Table.Td>{phaseLabel(plugin)}</Table.Td>
              <Table.Td>{plugin.origin === "chosen" ? "Turnbolt" : "the target"}</Table.Td>
              <Table.Td>{packageWords(plugin)}</Table.Td>
              <Table.Td>{plugin.apiLevel ?? "–"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

export const packageWords = ({ package: from }: Provider): string =>
  from === null ? "handed over by a program" : `${from.name} ${from.version}`;

import { Button, Code, CopyButton, SegmentedControl, Table } from "@mantine/core";
import { useState } from "react";
import { Link } from "../../parts/link.tsx";
import { asCurl, asTypeScript } from "./code.ts";
import classes from "./configuration.module.css";
import { overlapInWords } from "./effects.ts";
import type { Rotation, State } from "./rotation.ts";
import { scheduleInWords } from "./schedule-in-words.ts";

export interface ConfigurationProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly refresh: () => Promise<void>;
}

/** What people configured: to be read, and as code that makes the same again. */
export default function Configuration(props: ConfigurationProps) {
  return (
    <div className={classes.halves}>
      <Settings {...props} />
      <AsCode {...props} />
    </div>
  );
}

function Settings({ rotation, state }: ConfigurationProps) {
  const { connection, environment, folder } = rotation;
  return (
    <Table aria-label="Configuration" variant="vertical" layout="fixed">
      <Table.Tbody>
        <Row name="Connection">
          <Link to="/connections/$id" params={{ id: connection.id }}>
            {connection.name}
          </Link>
        </Row>
        <Row name="Place">
          {environment.slug}:{folder.path}
        </Row>
        <Row name="Schedule">
          {scheduleInWords(state.schedule)}
          {!rotation.isAutoRotationEnabled && "; switched off"}
        </Row>
        <Row name="Overlap">The superseded one works on {overlapInWords(state.overlap)}</Row>
        <Row name="Strangers">
          {state.strangers === "keep" ? "Kept: what is not ours stays" : "Replaced where they are in the way"}
        </Row>
        <Row name="Given up after">
          {state.verifyTimeoutSeconds === null
            ? "as the plugin says"
            : `${state.verifyTimeoutSeconds} s of refusals`}
        </Row>
        {Object.entries(rotation.parameters).map(([name, value]) => (
          <Row key={`parameter ${name}`} name={name}>
            <Code>{typeof value === "string" ? value : JSON.stringify(value)}</Code>
          </Row>
        ))}
        {Object.entries(rotation.secretsMapping).map(([field, name]) => (
          <Row key={`secret ${field}`} name={`Secret of ${field}`}>
            <Code>{name}</Code>
          </Row>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const Row = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <Table.Tr>
    <Table.Th scope="row" w="36%">
      {name}
    </Table.Th>
    <Table.Td className={classes.value}>{children}</Table.Td>
  </Table.Tr>
);

function AsCode({ rotation, state }: ConfigurationProps) {
  const [language, setLanguage] = useState("curl");
  const write = language === "curl" ? asCurl : asTypeScript;
  const code = write(window.location.origin, rotation, state);
  return (
    <div className={classes.code}>
      <div className={classes.codeHead}>
        <SegmentedControl
          size="xs"
          aria-label="Language"
          value={language}
          onChange={setLanguage}
          data={[
            { value: "curl", label: "curl" },
            { value: "typescript", label: "TypeScript" },
          ]}
        />
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
      <pre
        className={classes.pre}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the focus, or keys cannot scroll it
        tabIndex={0}
      >
        {code}
      </pre>
    </div>
  );
}

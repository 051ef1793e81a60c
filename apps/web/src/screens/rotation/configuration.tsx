import { Button, Code, CopyButton, Group, SegmentedControl, Table } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useSession } from "../../app/session.tsx";
import { Link } from "../../parts/link.tsx";
import { Waiting } from "../../parts/waiting.tsx";
import { asCode } from "../new-rotation/as-code.ts";
import { scheduleWords } from "../new-rotation/schedule.ts";
import classes from "./configuration.module.css";
import { EditSettings } from "./edit-settings.tsx";
import { overlapInWords, sentence } from "./effects.ts";
import { inputOf } from "./input-of.ts";
import type { Rotation, State } from "./rotation.ts";

const EditParameters = lazy(() => import("./edit-parameters.tsx"));

export interface ConfigurationProps {
  readonly rotation: Rotation;
  readonly state: State;
  readonly refresh: () => Promise<void>;
}

/** What people configured: to be read, to be changed by who may, and as code that makes the same again. */
export default function Configuration(props: ConfigurationProps) {
  return (
    <div className={classes.halves}>
      <Changeable {...props} />
      <AsCode {...props} />
    </div>
  );
}

/** Read until somebody wants to change it. */
function Changeable(props: ConfigurationProps) {
  const { rotation, state, refresh } = props;
  const [changes, setChanges] = useState<"settings" | "parameters" | null>(null);
  const mayEdit = useSession().may("edit", "secret-rotations", rotation.projectId) && state.phase !== null;
  const close = async () => {
    await refresh();
    setChanges(null);
  };
  if (changes === "settings") return <EditSettings rotation={rotation} state={state} close={close} />;
  if (changes === "parameters")
    return (
      <Suspense fallback={<Waiting />}>
        <EditParameters rotation={rotation} close={close} />
      </Suspense>
    );
  return (
    <div>
      <Settings {...props} />
      {mayEdit && (
        <Group gap="xs" mt="sm">
          <Button size="xs" variant="default" onClick={() => setChanges("settings")}>
            Change
          </Button>
          <Button size="xs" variant="default" onClick={() => setChanges("parameters")}>
            Change the parameters
          </Button>
        </Group>
      )}
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
          {sentence(scheduleWords(state.schedule))}
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
  const codes = asCode(inputOf(rotation, state), window.location.origin);
  const [language, setLanguage] = useState<string>("curl");
  const code = codes.find((one) => one.language === language)?.text ?? "";
  return (
    <div className={classes.code}>
      <div className={classes.codeHead}>
        <SegmentedControl
          size="xs"
          aria-label="Language"
          value={language}
          onChange={setLanguage}
          data={codes.map((one) => one.language)}
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

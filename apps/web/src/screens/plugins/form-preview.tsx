import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { startingValues } from "../../forms/defaults.ts";
import type { FormSchema } from "../../forms/json-form.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { Status } from "../../parts/status.tsx";
import classes from "./plugins.module.css";

/** A plugin's form, to try: it is checked here and sent nowhere. */
export function FormPreview({ id, schema }: { readonly id: string; readonly schema: FormSchema }) {
  const [values, setValues] = useState(() => startingValues(schema));
  const [fits, setFits] = useState(false);
  return (
    <div className={classes.form}>
      <SchemaForm
        id={id}
        schema={schema}
        values={values}
        onChange={(changed) => {
          setValues(changed);
          setFits(false);
        }}
        onSubmit={() => setFits(true)}
      >
        <Group>
          <Button type="submit" variant="default" size="xs">
            Check
          </Button>
          <output>{fits && <Status tone="good" label="These values fit." />}</output>
        </Group>
      </SchemaForm>
    </div>
  );
}

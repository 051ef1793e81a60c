import { Autocomplete, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../../app/trpc.ts";
import { titleOf } from "../../forms/form-layout.ts";
import { formSchema } from "../../forms/json-form.ts";
import { Section } from "../../parts/section.tsx";
import { mappingOf, namesProblems } from "./names.ts";
import classes from "./new-rotation.module.css";
import { StepButtons } from "./step-buttons.tsx";
import { useChosen } from "./wizard.ts";

/** What the rotation is called, and under which names and where its secrets are read. */
export function MappingStep() {
  const { draft, change, provider, goTo } = useChosen();
  const [isTried, setTried] = useState(false);
  const problems = namesProblems(draft, provider.secretsMapping);
  const shown = isTried ? problems : {};
  const mapping = mappingOf(draft, provider.secretsMapping);
  const fields = formSchema(provider.schemas.secret).properties ?? {};
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length === 0) goTo("dry-run");
  };
  return (
    <Section title="Where do readers find it?">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <Stack gap="md" className={classes.form}>
          <TextInput
            label="Name of the rotation"
            required
            value={draft.name}
            onChange={({ currentTarget }) => change({ name: currentTarget.value })}
            error={shown.name}
            autoComplete="off"
            spellCheck={false}
          />
          <Place error={shown.environment} />
          <fieldset className={classes.group}>
            <legend>Secrets</legend>
            <Text size="sm" c="dimmed">
              Each part of the credential is published under a name, which is free in that folder.
            </Text>
            {Object.entries(mapping).map(([field, name]) => (
              <TextInput
                key={field}
                label={titleOf(field, fields[field] ?? {})}
                required
                value={name}
                onChange={({ currentTarget }) =>
                  change({ secretsMapping: { ...mapping, [field]: currentTarget.value } })
                }
                error={shown[`secretsMapping.${field}`]}
                classNames={{ input: classes.code ?? "" }}
                autoComplete="off"
                spellCheck={false}
              />
            ))}
          </fieldset>
          <TextInput
            label="Description"
            value={draft.description}
            maxLength={256}
            onChange={({ currentTarget }) => change({ description: currentTarget.value })}
            autoComplete="off"
          />
          <StepButtons step="mapping" />
        </Stack>
      </form>
    </Section>
  );
}

function Place({ error }: { readonly error: string | undefined }) {
  const { draft, change, projects } = useChosen();
  const { projectId, environment, secretPath } = draft;
  const environments = projects.find(({ id }) => id === projectId)?.environments ?? [];
  const [first] = environments;
  useEffect(() => {
    if (environment === null && first) change({ environment: first.slug });
  }, [environment, first, change]);
  const folders = useQuery(
    trpc.folders.list.queryOptions(
      { projectId: projectId ?? "", environment: environment ?? "", recursive: true },
      { enabled: environment !== null },
    ),
  );
  const paths = [...new Set(["/", ...(folders.data?.folders ?? []).map(({ path }) => path)])];
  return (
    <div className={classes.pair}>
      <Select
        label="Environment"
        required
        allowDeselect={false}
        data={environments.map(({ slug, name }) => ({ value: slug, label: name }))}
        value={environment}
        onChange={(value) => change({ environment: value, secretPath: "/" })}
        error={error}
      />
      <Autocomplete
        label="Folder"
        required
        data={paths}
        value={secretPath}
        onChange={(value) => change({ secretPath: value })}
        error={folders.data && !paths.includes(tidy(secretPath)) ? "There is no such folder." : undefined}
      />
    </div>
  );
}

const tidy = (path: string): string => `/${path.split("/").filter(Boolean).join("/")}`;

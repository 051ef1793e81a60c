import { Alert, Radio, Stack } from "@mantine/core";
import { Info, TriangleAlert } from "lucide-react";
import { formSchema, type Issue } from "../../forms/json-form.ts";
import { SchemaForm } from "../../forms/schema-form.tsx";
import { effectOf } from "./effect-words.ts";
import { useChosen } from "./wizard.ts";

/** What making the rotation does to the value in use, and the way to keep it. */
export function ExistingPart({ issues }: { readonly issues: readonly Issue[] }) {
  const { draft, hidden, change, hide, provider } = useChosen();
  const { adopts } = draft;
  const effect = effectOf(provider, adopts);
  return (
    <Stack gap="sm">
      <Radio.Group
        label="What is in use today"
        value={adopts ? "adopt" : "replace"}
        onChange={(value) => change({ adopts: value === "adopt" })}
      >
        <Stack gap="xs" mt="xs">
          <Radio
            value="replace"
            label={
              provider.handles === "fresh" ? "Make a new one beside it" : "Replace it with the first run"
            }
          />
          <Radio
            value="adopt"
            label="Take it over as it is"
            description="You hand over the present value; it is tried, published, and changed with the next rotation."
          />
        </Stack>
      </Radio.Group>
      <EffectNote isHard={effect.isHard}>{effect.first}</EffectNote>
      {adopts && (
        <SchemaForm
          id="current"
          isPart
          schema={formSchema(provider.schemas.secret)}
          values={hidden.current ?? {}}
          onChange={(current) => hide({ current })}
          onSubmit={() => {}}
          issues={issues}
        />
      )}
    </Stack>
  );
}

/** Says what will happen, and loudly where somebody may be locked out. */
export function EffectNote({
  isHard,
  children,
}: {
  readonly isHard: boolean;
  readonly children: React.ReactNode;
}) {
  return (
    <Alert
      variant="light"
      color={isHard ? "orange" : "gray"}
      icon={isHard ? <TriangleAlert size={16} aria-hidden /> : <Info size={16} aria-hidden />}
      role="note"
    >
      {children}
    </Alert>
  );
}

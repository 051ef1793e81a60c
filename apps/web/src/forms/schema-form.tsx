import { lazy, type ReactNode, Suspense } from "react";
import { Waiting } from "../parts/waiting.tsx";
import type { LoadChoices } from "./form-context.ts";
import type { FormSchema, Issue, Values } from "./json-form.ts";

export interface SchemaFormProps {
  /** Distinguishes the fields of two forms on one page. */
  readonly id: string;
  readonly schema: FormSchema;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  /** Called with values that fit the schema. */
  readonly onSubmit: (values: Values) => void;
  /** Fields that the target has choices for, and how to ask for them. */
  readonly choices?: readonly string[] | undefined;
  readonly loadChoices?: LoadChoices | undefined;
  /** What the server refused, at its fields. */
  readonly issues?: readonly Issue[] | undefined;
  /** Sensitive fields that are set already. */
  readonly kept?: readonly string[] | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Stands in a form already, which submits it. */
  readonly isPart?: boolean | undefined;
  /** The buttons below the fields; one of them submits. */
  readonly children?: ReactNode;
}

/** Loaded when the first form is shown: it is the largest part of the dashboard. */
const View = lazy(() => import("./schema-form-view.tsx"));

/** A form drawn from a plugin's schema: no plugin needs a line of code here. */
export const SchemaForm = (props: SchemaFormProps) => (
  <Suspense fallback={<Waiting />}>
    <View {...props} />
  </Suspense>
);

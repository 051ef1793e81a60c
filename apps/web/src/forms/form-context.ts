import type { Values } from "./json-form.ts";

/** One thing that a target offers for a field. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** More that it is known by; a name that is a field of the form fills that field. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}

export interface ChoicePage {
  readonly options: readonly Choice[];
  readonly nextCursor: string | null;
}

/** Asks the target for choices for a field. */
export type LoadChoices = (
  field: string,
  asked: { readonly search: string; readonly cursor: string | null },
) => Promise<ChoicePage>;

/** What the widgets of a form know beside their own field. */
export interface FormContext {
  readonly loadChoices?: LoadChoices | undefined;
  /** Sets several fields at once, as a choice that brings others along does. */
  readonly fill: (values: Values) => void;
  /** Sensitive fields that are set at the server, and stay so when left empty. */
  readonly kept: readonly string[];
  /** Fields that are shown at once. */
  readonly first: readonly string[];
}

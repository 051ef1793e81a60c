import type { Draft } from "./draft.ts";

/** What is wrong with the names of a draft, by field; a secret's by `secretsMapping.<field>`. */
export function namesProblems(
  draft: Draft,
  usual: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const mapping = mappingOf(draft, usual);
  const names = Object.values(mapping);
  const secrets = Object.entries(mapping).flatMap(([field, name]) => {
    const problem = secretProblem(name) ?? (names.indexOf(name) === names.lastIndexOf(name) ? null : TWICE);
    return problem === null ? [] : [[`secretsMapping.${field}`, problem] as const];
  });
  return Object.fromEntries([
    ...(SLUG.test(draft.name.trim()) ? [] : [["name", draft.name === "" ? NEEDED : NO_SLUG] as const]),
    ...(draft.environment === null ? [["environment", "Choose one."] as const] : []),
    ...(draft.description.length > 256 ? [["description", "At most 256 characters fit."] as const] : []),
    ...secrets,
  ]);
}

/** A secret name for each field of the credential. */
export const mappingOf = (
  { secretsMapping }: Pick<Draft, "secretsMapping">,
  usual: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({ ...usual, ...secretsMapping });

/** A name to begin with, of what is rotated. */
export function suggestedName(type: string, parameters: Readonly<Record<string, unknown>> | null): string {
  const [first] = Object.values(parameters ?? {}).filter((value) => typeof value === "string");
  return `${type} ${first ?? ""}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
}

const NEEDED = "This is needed.";
const TWICE = "Another field has this name too.";
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const NO_SLUG = "Lower-case letters, digits and dashes, at most 64, no dash first or last.";

function secretProblem(name: string): string | null {
  if (name === "") return NEEDED;
  return /^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/.test(name)
    ? null
    : "Letters, digits, dots, dashes and underscores, no digit first.";
}

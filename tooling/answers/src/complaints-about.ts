import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";

/** What two linters that know nothing of each other say against a document. */
export async function complaintsAbout(document: object): Promise<readonly string[]> {
  const config = await createConfig({ extends: ["recommended-strict"], rules: RULES });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: "openapi.json",
    config,
  });
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  return [
    ...problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`),
    ...(valid ? [] : [JSON.stringify(errors)]),
  ];
}

const RULES = {
  "no-invalid-schema-examples": "error",
  // The contract has a word and an id at one place, `slug/{slug}` beside `{projectId}/environments`; words go first.
  "no-ambiguous-paths": "off",
} as const;

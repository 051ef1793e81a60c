import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { OpenApiDocument } from "../../src/index.ts";

/** What two linters that know nothing of each other say against a document. */
export async function complaintsAbout(document: OpenApiDocument): Promise<readonly string[]> {
  const config = await createConfig({
    extends: ["recommended-strict"],
    rules: { "info-license-strict": "off" },
  });
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

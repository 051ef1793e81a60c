import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { plugins } from "../../src/plugins.ts";
import { document, resolve } from "../support/document.ts";
import { type Facts, factsOf } from "./facts.ts";

type Fields = Record<string, Facts>;

interface Golden {
  readonly method: string;
  readonly path: string;
  readonly pathParameters: Fields;
  /** By status; each field of the body by its path. */
  readonly answers: Record<string, Fields>;
}

/** The facts of the operation that clients of this contract were written for. */
const golden: Golden = JSON.parse(
  readFileSync(new URL("fixtures/rotate-secrets.json", import.meta.url), "utf8"),
);
const goldenType = "auth0-client-secret";

/** What we say beyond those facts; nothing else may differ. */
const OURS: Record<string, Fields> = {
  "200": {
    "secretRotation.rotationStatus": {
      type: "string",
      required: true,
      enum: ["success", "failed", "rotating", "attention"],
    },
  },
  "403": { details: { type: "array", required: false } },
  "422": { message: { type: "array", required: true } },
};
const OUR_STATUSES = ["202", "409", "413", "429", "504"];

function operationOf(type: string) {
  const path = golden.path.replace(goldenType, type);
  const operation = document.paths[path]?.[golden.method];
  if (!operation) throw new Error(`the document has no ${golden.method} ${path}`);
  return operation;
}

function answersOf(type: string): Record<string, Fields> {
  const { responses } = operationOf(type);
  return Object.fromEntries(
    Object.entries(responses)
      .filter(([status]) => !OUR_STATUSES.includes(status))
      .map(([status, answer]) => {
        const { content } = resolve(
          answer as { content: Record<string, { schema: Parameters<typeof factsOf>[0] }> },
        );
        return [status, factsOf(content["application/json"]?.schema ?? {})];
      }),
  );
}

const expected = (over: Fields = {}): Record<string, Fields> =>
  Object.fromEntries(
    Object.entries(golden.answers).map(([status, fields]) => [
      status,
      { ...fields, ...OURS[status], ...(status === "200" && over) },
    ]),
  );

it("rotate-secrets is what clients of the contract know, field by field", () => {
  expect(answersOf(goldenType)).toEqual(expected());
});

it("takes the id from the path and needs no body", () => {
  const { parameters, requestBody } = operationOf(goldenType);
  const inPath = parameters.filter(({ in: where }) => where === "path");
  const facts = inPath.map(({ name, schema, required }) => [name, { ...factsOf(schema)[""], required }]);
  expect(Object.fromEntries(facts)).toEqual(golden.pathParameters);
  expect(requestBody?.required ?? false).toBe(false);
});

it.each(plugins.filter(({ type }) => type !== goldenType).map((plugin) => [plugin.type, plugin] as const))(
  "%s has the same shape with its own app, type, parameters and mapping",
  (type, { app, parameters, secret }) => {
    const own = (field: string) => `secretRotation.${field}`;
    const pluginFields = /^secretRotation\.(parameters|secretsMapping)\../;
    const actual = answersOf(type);
    const shared = (answers: Record<string, Fields>) => ({
      ...answers,
      "200": Object.fromEntries(
        Object.entries(answers["200"] ?? {}).filter(([name]) => !pluginFields.test(name)),
      ),
    });
    const names = { [own("type")]: { enum: [type] }, [own("connection.app")]: { enum: [app] } };
    const over = Object.entries(names).map(([name, fact]) => [
      name,
      { ...golden.answers["200"]?.[name], ...fact },
    ]);
    expect(shared(actual)).toEqual(shared(expected(Object.fromEntries(over))));
    const fieldsIn = (part: string) =>
      Object.keys(actual["200"] ?? {})
        .filter((name) => name.startsWith(own(`${part}.`)))
        .map((name) => name.split(".")[2]);
    expect([...new Set(fieldsIn("parameters"))].sort()).toEqual(Object.keys(parameters.shape).sort());
    expect(fieldsIn("secretsMapping").sort()).toEqual(Object.keys(secret.shape).sort());
    for (const field of Object.keys(secret.shape)) {
      expect(actual["200"]?.[own(`secretsMapping.${field}`)]).toEqual({ type: "string", required: true });
    }
  },
);

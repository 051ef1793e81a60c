import { html } from "hono/html";
import type { JsonSchema } from "../json-schema.ts";
import type { OpenApiDocument } from "../openapi/document.ts";
import type { Content, Operation } from "../openapi/operation.ts";
import { fieldRows, typeText } from "./field-rows.ts";
import { prose } from "./prose.ts";

type Html = ReturnType<typeof html>;

interface Answer {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, Content>>;
}

/** Everything that is known of one operation. */
export function operationView(
  document: OpenApiDocument,
  method: string,
  path: string,
  operation: Operation,
): Html {
  const body = operation.requestBody?.content["application/json"];
  const { summary, description, operationId, parameters, security } = operation;
  return html`<section class="operation" id="${operationId}">
    <h3>${summary}</h3>
    <p><span class="method">${method.toUpperCase()}</span> <span class="path">${path}</span></p>
    ${description === undefined ? "" : html`<p>${prose(description)}</p>`}
    ${security ? html`<p>No token is needed.</p>` : ""}
    ${parameters.length > 0 ? parameterTable(parameters) : ""}
    ${body ? html`<h4>Body</h4>${fieldTable(document, body.schema)}` : ""}
    <h4>Example</h4>
    <pre>${curlOf(document, method, path, operation)}</pre>
    <h4>Answers</h4>
    ${Object.entries(operation.responses).map(([status, one]) => answerView(document, status, one as Answer))}
  </section>`;
}

function parameterTable(parameters: Operation["parameters"]): Html {
  return table(
    ["Parameter", "In", "Type", ""],
    parameters.map((one) => [
      nameCell(one.name, one.required ?? false),
      one.in,
      typeText(one.schema),
      prose(one.description ?? ""),
    ]),
  );
}

function fieldTable(document: OpenApiDocument, schema: JsonSchema): Html {
  const rows = fieldRows(schema, (ref) => resolve(document, ref));
  return rows.length === 0
    ? html`<p>${typeText(schema)}</p>`
    : table(
        ["Field", "Type", ""],
        rows.map(({ name, type, required, description }) => [
          nameCell(name, required),
          type,
          prose(description),
        ]),
      );
}

function answerView(document: OpenApiDocument, status: string, answer: Answer): Html {
  if (answer.$ref !== undefined) {
    const { description } = resolve(document, answer.$ref);
    return html`<p><strong>${status}</strong> ${prose(description ?? "")}</p>`;
  }
  const content = answer.content?.["application/json"];
  const title = html`<strong>${status}</strong> ${prose(answer.description ?? "")}`;
  if (!content) return html`<p>${title}</p>`;
  return html`<details>
    <summary>${title}</summary>
    ${fieldTable(document, content.schema)}
    <pre>${pretty(content.example)}</pre>
  </details>`;
}

const nameCell = (name: string, required: boolean): Html =>
  html`<code>${name}</code>${required ? html` <span class="needed">required</span>` : ""}`;

const table = (heads: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html =>
  html`<table>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table>`;

/** A component by its reference. */
function resolve(document: OpenApiDocument, ref: string): JsonSchema {
  const [, , kind = "", name = ""] = ref.split("/");
  const components = document.components as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return (components[kind]?.[name] ?? {}) as JsonSchema; // a reference of this document's own making
}

/** The request as a person would try it in a shell. */
function curlOf({ servers }: OpenApiDocument, method: string, path: string, operation: Operation): string {
  const url = servers[0]?.url ?? "/";
  const content = operation.requestBody?.content["application/json"];
  const parts = [
    `curl --request ${method.toUpperCase()} "${url === "/" ? "$TURNBOLT_URL" : url}${path}"`,
    ...(operation.security ? [] : [`--header "Authorization: Bearer $TOKEN"`]),
    ...(content ? ["--header 'Content-Type: application/json'", `--data '${quoted(content.example)}'`] : []),
  ];
  return parts.join(" \\\n  ");
}

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2);
const quoted = (value: unknown): string => pretty(value).replaceAll("'", "'\\''");

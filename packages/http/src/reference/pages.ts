import { html } from "hono/html";
import type { OpenApiDocument } from "../openapi/document.ts";
import type { Operation } from "../openapi/operation.ts";
import type { Tag } from "../openapi/tags.ts";
import { operationView } from "./operation-view.ts";

type Html = ReturnType<typeof html>;

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Every operation by chapter, with a field to search them. */
export function indexPage(document: OpenApiDocument): Html {
  const { title, version } = document.info;
  return page(
    `${title} API`,
    html`<h1>${title} API <small>${version}</small></h1>
      <p>The same as a document for tools: <a href="/openapi.json">openapi.json</a></p>
      <p><input type="search" placeholder="Search: a path, a type, a word" aria-label="Search the operations" autofocus></p>
      ${document.tags.map((tag) => chapter(document, tag))}
      <script src="/docs/search.js"></script>`,
  );
}

/** One chapter; `null` when there is none of that name. */
export function chapterPage(document: OpenApiDocument, name: string): Html | null {
  const tag = document.tags.find((one) => one.name === name);
  if (!tag) return null;
  return page(
    `${tag.description} · ${document.info.title} API`,
    html`<p><a href="/docs">All operations</a></p>
      <h1>${tag.description}</h1>
      ${list(entriesOf(document, tag), "")}
      ${entriesOf(document, tag).map(({ method, path, operation }) => operationView(document, method, path, operation))}`,
  );
}

const chapter = (document: OpenApiDocument, tag: Tag): Html =>
  html`<section data-chapter="${tag.name} ${tag.description}">
    <h2><a href="/docs/${tag.name}">${tag.description}</a></h2>
    ${list(entriesOf(document, tag), `/docs/${tag.name}`)}
  </section>`;

const list = (entries: readonly Entry[], base: string): Html =>
  html`<ul class="operations">${entries.map(
    ({ method, path, operation }) =>
      html`<li><span class="method">${method.toUpperCase()}</span><a class="path" href="${base}#${operation.operationId}">${path}</a><span>${operation.summary}</span></li>`,
  )}</ul>`;

const entriesOf = ({ paths }: OpenApiDocument, { name }: Tag): readonly Entry[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(name))
      .map(([method, operation]) => ({ method, path, operation })),
  );

const page = (title: string, body: Html): Html =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<main>${body}</main>
</body>
</html>
`;

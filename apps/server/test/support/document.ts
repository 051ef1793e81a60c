import { createApi } from "@turnbolt/api";
import { openApiDocument, routesOf } from "@turnbolt/http";
import { plugins } from "../../src/plugins.ts";

/** Every route of the product with its official plugins, and the document of them. */
export const routes = routesOf(createApi(plugins), plugins);
export const document = openApiDocument(routes, { version: "0.0.0" });

/** One part of the document by its reference. */
export function resolve<T extends object>(part: T): T {
  const { $ref } = part as { readonly $ref?: string };
  if ($ref === undefined) return part;
  const found = $ref
    .slice(2)
    .split("/")
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], document);
  return found as T; // a linter says that every reference leads somewhere
}

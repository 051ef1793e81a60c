import type { JsonSchema } from "../json-schema.ts";
import type { Route } from "../routes.ts";
import { newComponents } from "./components.ts";
import { errorResponses } from "./errors.ts";
import { type Operation, operationOf } from "./operation.ts";
import { byPlace, type Tag, tagOf } from "./tags.ts";

/** An OpenAPI 3.1 document, as far as it is read here. */
export interface OpenApiDocument {
  readonly openapi: "3.1.1";
  readonly info: { readonly title: string; readonly version: string; readonly [field: string]: unknown };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly never[]>>[];
  readonly tags: readonly Tag[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, unknown>>;
    readonly responses: Readonly<Record<string, unknown>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

export interface DocumentOptions {
  readonly version: string;
  /** Where clients reach the server; the address of the document when absent. */
  readonly url?: string | undefined;
  /** The name of the cookie with which people are recognised, where they are. */
  readonly sessionCookie?: string | undefined;
}

/** Describes every route. */
export function openApiDocument(
  routes: readonly Route[],
  { version, url, sessionCookie }: DocumentOptions,
): OpenApiDocument {
  const components = newComponents();
  const paths: Record<string, Record<string, Operation>> = {};
  const tags = new Map<string, Tag>();
  for (const route of routes) {
    const tag = tagOf(route);
    tags.set(tag.name, tag);
    paths[route.path] ??= {};
    Object.assign(paths[route.path] ?? {}, { [route.method.toLowerCase()]: operationOf(route, components) });
  }
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  return {
    openapi: "3.1.1",
    info: {
      title: "Turnbolt",
      version,
      description: DESCRIPTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: url ?? "/" }],
    security: [{ token: [] }, ...(sessionCookie ? [{ session: [] as const }] : [])],
    tags: [...tags.values()].sort(byPlace),
    paths,
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: TOKEN },
        ...(sessionCookie && {
          session: { type: "apiKey", in: "cookie", name: sessionCookie, description: SESSION },
        }),
      },
      responses: errorResponses(operations.map(({ responses }) => responses)),
      schemas: components.schemas,
    },
  };
}

const DESCRIPTION = `Rotates credentials. Every error answer has the body \`{reqId, statusCode, message, error}\`.
Unknown fields are ignored; a slash at the end of a path is too. Times are ISO 8601 in UTC.`;

const TOKEN =
  "The token of a machine identity, from `POST /api/v1/auth/universal-auth/login`, or the root token.";

const SESSION = "The session of a person who has signed in; what it changes has to come from a page of ours.";

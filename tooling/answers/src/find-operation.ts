/** What is read of an OpenAPI document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Answer>> };
}

export interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, object>>;
}

export interface Found {
  /** As the document writes it. */
  readonly path: string;
  /** `undefined`: the path is there, the method is not. */
  readonly operation: Operation | undefined;
}

/** The operation that a request means; of two that fit, the one with more words of its own. */
export function findOperation({ paths }: Document, method: string, pathname: string): Found | null {
  const asked = pathname.replace(/\/$/, "").split("/");
  const fitting = Object.keys(paths)
    .map((path) => ({ path, parts: path.split("/") }))
    .filter(({ parts }) => parts.length === asked.length)
    .filter(({ parts }) => parts.every((part, index) => isName(part) || part === asked[index]))
    .sort((a, b) => namesOf(a.parts) - namesOf(b.parts));
  const [best] = fitting;
  if (!best) return null;
  return { path: best.path, operation: paths[best.path]?.[method.toLowerCase()] };
}

const isName = (part: string): boolean => part.startsWith("{");
const namesOf = (parts: readonly string[]): number => parts.filter(isName).length;

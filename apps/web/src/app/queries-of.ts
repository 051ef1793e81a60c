import type {
  MutationFunction,
  QueryFunction,
  QueryKey,
  UseMutationOptions,
  UseQueryOptions,
} from "@tanstack/react-query";

type Ask<Input, Output> = (input: Input, options?: { signal?: AbortSignal }) => Promise<Output>;

interface Asked<Input, Output> {
  /** What `useQuery` takes; `more` goes on top of it. */
  queryOptions<More extends Omit<UseQueryOptions<Output>, "queryKey" | "queryFn">>(
    input: Input,
    more?: More,
  ): More & { queryKey: QueryKey; queryFn: QueryFunction<Output> };
  /** Every page one after the other, for lists that take `cursor` and give `nextCursor`. */
  infiniteQueryOptions(input: Omit<Input & object, "cursor">): {
    queryKey: QueryKey;
    queryFn: (context: { pageParam: string | undefined; signal: AbortSignal }) => Promise<Output>;
    initialPageParam: string | undefined;
    getNextPageParam: (last: Output) => string | undefined;
  };
  /** What is read under this name with any input, or with this one: for `invalidateQueries`. */
  queryKey(input?: Input): QueryKey;
}

interface Done<Input, Output> {
  /** What `useMutation` takes. */
  mutationOptions<More extends Omit<UseMutationOptions<Output, Error, Input>, "mutationFn">>(
    more?: More,
  ): More & { mutationFn: MutationFunction<Output, Input> };
}

/** The procedures of a client, as TanStack Query takes them. */
export type QueriesOf<Client> = {
  readonly [Name in keyof Client]: Client[Name] extends { query: Ask<infer Input, infer Output> }
    ? Asked<Input, Output> & { readonly query: Client[Name]["query"] }
    : Client[Name] extends { mutate: Ask<infer Input, infer Output> }
      ? Done<Input, Output> & { readonly mutate: Client[Name]["mutate"] }
      : Client[Name] extends { subscribe: unknown }
        ? Client[Name]
        : QueriesOf<Client[Name]>;
};

/** Any part of a client: what is asked of it depends on the path that led there. */
interface AnyPart {
  readonly [name: string]: AnyPart;
  (...input: unknown[]): AnyPart;
}

/**
 * Gives each procedure of a client what TanStack Query needs of it, under the procedure's own name.
 *
 * @example
 * const { data } = useQuery(trpc.rotations.state.queryOptions({ rotationId }));
 * const rotate = useMutation(trpc.rotations.rotate.mutationOptions());
 */
export function queriesOf<Client extends object>(client: Client): QueriesOf<Client> {
  return partOf(client as unknown as AnyPart, []) as unknown as QueriesOf<Client>; // a proxy has no type of its own
}

function partOf(at: AnyPart, path: readonly string[]): unknown {
  const known = new Map<string, unknown>();
  return new Proxy(Object.create(null) as object, {
    get: (_, name) => {
      if (typeof name !== "string" || name === "then") return undefined;
      if (!known.has(name)) known.set(name, memberOf(at, path, name));
      return known.get(name);
    },
  });
}

function memberOf(at: AnyPart, path: readonly string[], name: string): unknown {
  if (name === "queryKey") return (input?: unknown) => keyOf(path, input);
  if (name === "queryOptions")
    return (input: unknown, more: object = {}) => ({
      ...more,
      queryKey: keyOf(path, input),
      queryFn: ({ signal }: { signal: AbortSignal }) => at.query?.(input, { signal }),
    });
  if (name === "infiniteQueryOptions") return (input: object) => pagesOf(at, path, input);
  if (name === "mutationOptions")
    return (more: object = {}) => ({ ...more, mutationFn: (input: unknown) => at.mutate?.(input) });
  if (name === "query" || name === "mutate" || name === "subscribe") return at[name];
  return partOf(at[name] as AnyPart, [...path, name]); // the client makes a part for every name
}

const pagesOf = (at: AnyPart, path: readonly string[], input: object) => ({
  queryKey: [...path, "pages", input],
  queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
    at.query?.({ ...input, cursor: pageParam }, { signal }),
  initialPageParam: undefined,
  getNextPageParam: (last: { nextCursor?: string | null }) => last.nextCursor ?? undefined,
});

const keyOf = (path: readonly string[], input: unknown): QueryKey =>
  input === undefined ? path : [...path, input];

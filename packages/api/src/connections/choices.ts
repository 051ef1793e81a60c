import { type Option, type OptionPage, type RotationProvider, withClient } from "@turnbolt/core";
import { invalid } from "../errors.ts";
import type { Actor } from "../permissions/actor.ts";
import { fieldsOf } from "../read.ts";
import type { Parts } from "../services.ts";
import { findAllowed } from "./access.ts";
import type { ChoicesPage, ChoicesQuery } from "./schema.ts";

/** A target's pages have any size; so many of them are read for one answer. */
const MOST_PAGES = 50;

/** Choices for one parameter, asked of the target through a stored connection. */
export async function choices(parts: Parts, query: ChoicesQuery, actor: Actor): Promise<ChoicesPage> {
  const stored = await findAllowed(parts, query, actor, "read");
  const from = positionOf(query.cursor);
  const { provider, page } = withChoices(parts, stored.app, query);
  const connection = await fieldsOf(parts, stored);
  const { search, limit } = query;
  return await withClient(parts.engine, provider, connection, async (session) => {
    const pageAt = (cursor: string | undefined) => page({ ...session, search, cursor });
    return await collect(pageAt, from, limit);
  });
}

/** The plugin that has the choices: the one that is named, or the first of the app that has any. */
function withChoices({ engine }: Parts, app: string, { type, parameter }: ChoicesQuery) {
  const plugins: readonly RotationProvider[] = engine.registry.providers;
  for (const provider of plugins) {
    if (provider.app !== app || (type !== undefined && provider.type !== type)) continue;
    const { options = {} } = provider;
    const page = Object.hasOwn(options, parameter) ? options[parameter] : undefined;
    if (page) return { provider, page };
  }
  throw invalid(`${type ?? app} has no choices for "${parameter}".`, "parameter");
}

/** A place in the target's own pages: the cursor of one of them, and how many of its options have been given. */
interface Position {
  readonly page?: string | undefined;
  readonly given: number;
}

async function collect(
  pageAt: (cursor: string | undefined) => Promise<OptionPage>,
  from: Position,
  limit: number,
): Promise<ChoicesPage> {
  const options: Option[] = [];
  let at: Position = from;
  for (let read = 0; read < MOST_PAGES; read++) {
    const { options: all, next } = await pageAt(at.page);
    const more = all.slice(at.given, at.given + limit - options.length);
    options.push(...more);
    const given = at.given + more.length;
    if (given < all.length) return { options, nextCursor: cursorOf({ ...at, given }) };
    if (next === undefined) return { options, nextCursor: null };
    at = { page: next, given: 0 };
    if (options.length === limit) break;
  }
  return { options, nextCursor: cursorOf(at) };
}

const cursorOf = ({
  page = null,
  given,
}: {
  readonly page?: string | null | undefined;
  readonly given: number;
}) => Buffer.from(JSON.stringify([page, given])).toString("base64url");

function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return { given: 0 };
  const at = parsedCursor(cursor);
  if (Array.isArray(at)) {
    const [page, given] = at;
    const isPage = page === null || typeof page === "string";
    if (isPage && Number.isSafeInteger(given) && given >= 0) return { page: page ?? undefined, given };
  }
  throw invalid("That is no cursor of this list: begin without one.", "cursor");
}

function parsedCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

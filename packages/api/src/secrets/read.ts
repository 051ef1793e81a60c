import { type Conditional, NotModified } from "../conditional.ts";
import { ApiError } from "../errors.ts";
import { type Actor, assertMay, may } from "../permissions/actor.ts";
import type { Parts } from "../services.ts";
import type { FolderAt, SealedSecret, StoredSecret } from "../store.ts";
import { notThere } from "../tree/find-place.ts";
import { findProjectId } from "../tree/find-project.ts";
import { type InProject, tidyPath } from "../tree/names.ts";
import { assertNotTooLong, nextOf, pageOf } from "./page.ts";
import type { ListSecrets, OneSecret } from "./schema.ts";
import { openValue } from "./seal.ts";
import { tagOf } from "./tag.ts";
import { type SecretView, secretView } from "./view.ts";

type Needed = Pick<Parts, "store" | "engine">;

/** A folder in one snapshot. Who may not see values sees the names. */
export async function listSecrets(
  parts: Needed,
  input: ListSecrets,
  actor: Actor,
  conditional?: Conditional,
): Promise<{ secrets: SecretView[]; imports: never[]; nextCursor?: string | null }> {
  const { recursive, tagSlugs } = input;
  const at = { ...(await readable(parts, input, actor)), ...pageOf(input), recursive };
  const isHidden = !input.viewSecretValue || !may(actor, "read-value", "secrets", at.projectId);
  const listed = isHidden || conditional?.isAsked ? await parts.store.secrets.list(at) : undefined;
  if (listed) unlessHeld(conditional, tagOf(listed, isHidden));
  const rows = isHidden ? listed : await parts.store.secrets.readAll(at, actor);
  if (!rows) throw await noFolder(parts, at);
  assertNotTooLong(rows);
  conditional?.name(tagOf(rows, isHidden));
  // No secret has tags.
  const found = tagSlugs ? [] : rows;
  const secrets = await Promise.all(found.map((row) => opened(parts, row)));
  return { secrets, imports: [], ...nextOf(found, input) };
}

/** One secret. Its audit row is on disk before a value leaves; who may not see it is refused, unless they ask without. */
export async function readSecret(
  parts: Needed,
  input: OneSecret,
  actor: Actor,
  conditional?: Conditional,
): Promise<{ secret: SecretView }> {
  const { secretName: name, version } = input;
  const at = { ...(await readable(parts, input, actor)), name, version };
  const isHidden = !input.viewSecretValue;
  if (!isHidden) assertMay(actor, "read-value", "secrets", at.projectId);
  const listed = isHidden || conditional?.isAsked ? await parts.store.secrets.find(at) : undefined;
  if (listed) unlessHeld(conditional, tagOf([listed], isHidden));
  const row = isHidden ? listed : await parts.store.secrets.read(at, actor);
  if (!row) throw await noSecret(parts, at);
  conditional?.name(tagOf([row], isHidden));
  return { secret: await opened(parts, row) };
}

/** The refusal for a secret that is not there: 404 when it is gone, and nothing else. */
export async function noSecret(
  { store }: Pick<Parts, "store">,
  { name, path, version, ...at }: FolderAt & { readonly name: string; readonly version?: number | undefined },
): Promise<ApiError> {
  const { projectId, environment } = at;
  if (!(await store.places.find({ ...at, path }))) return await noFolder({ store }, { ...at, path });
  const what = version === undefined ? `secret ${name}` : `version ${version} of ${name} any more`;
  return new ApiError("not-found", `There is no ${what} in ${environment}:${path} of project ${projectId}.`);
}

/** The folder that is named, in a project whose secrets they may read. */
export async function readable(
  parts: Pick<Parts, "store">,
  input: InProject & Pick<OneSecret, "environment" | "secretPath">,
  actor: Actor,
): Promise<FolderAt> {
  const projectId = await findProjectId(parts, input, actor, { action: "read", subject: "secrets" });
  return { projectId, environment: input.environment, path: tidyPath(input.secretPath) };
}

const noFolder = (parts: Pick<Parts, "store">, { path, ...at }: FolderAt): Promise<ApiError> =>
  notThere(parts, { projectId: at.projectId, environment: at.environment, secretPath: path });

/** A read without values needs no audit row, and ends here when the client has the answer. */
function unlessHeld(conditional: Conditional | undefined, tag: string): void {
  if (conditional?.holds(tag)) throw new NotModified(tag);
}

const opened = async (parts: Needed, row: StoredSecret | SealedSecret): Promise<SecretView> =>
  secretView(row, "sealed" in row ? await openValue(parts, row) : null);

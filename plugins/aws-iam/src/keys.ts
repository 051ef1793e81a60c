import type { IAM } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import { type Held, isRotationError, type OptionPage, type ProviderLog, RotationError } from "@turnbolt/core";
import { AS_CREDENTIAL, ask } from "./errors.ts";

/** Makes one more key: one request, whose answer the host keeps. */
export async function createKey(iam: IAM, userName: string): Promise<void> {
  await ask("iam:CreateAccessKey", userName, () => iam.createAccessKey({ UserName: userName }));
}

/** Switches a key off and removes it. Off first: a refused removal then leaves a key that opens nothing. */
export async function endKey(iam: IAM, userName: string, accessKeyId: string): Promise<void> {
  const key = { UserName: userName, AccessKeyId: accessKeyId };
  await unlessGone(
    ask("iam:UpdateAccessKey", userName, () => iam.updateAccessKey({ ...key, Status: "Inactive" })),
  );
  await unlessGone(ask("iam:DeleteAccessKey", userName, () => iam.deleteAccessKey(key)));
}

/** Writes when a key was last used into the log. It is for people, so not to know is no reason to stop. */
export async function noteLastUse(iam: IAM, accessKeyId: string, log: ProviderLog): Promise<void> {
  try {
    const { LastUsedDate, ServiceName, Region } = await lastUse(iam, accessKeyId);
    log.info(
      LastUsedDate === undefined
        ? `${accessKeyId} was never used`
        : `${accessKeyId} was last used at ${LastUsedDate.toISOString()} (${ServiceName}, ${Region})`,
    );
  } catch (error) {
    if (!isRotationError(error)) throw error;
    log.info(`when ${accessKeyId} was last used is not known: ${error.message}`);
  }
}

/** All keys of the user, whoever made them. */
export async function listKeys(iam: IAM, userName: string): Promise<Held[]> {
  const held: Held[] = [];
  let marker: string | undefined;
  do {
    const page = await ask("iam:ListAccessKeys", userName, () =>
      iam.listAccessKeys({ UserName: userName, Marker: marker }),
    );
    for (const { AccessKeyId, CreateDate } of page.AccessKeyMetadata ?? []) {
      if (AccessKeyId === undefined) throw incomplete("iam:ListAccessKeys");
      const lastUsedAt = await lastUsedOrAssumed(iam, AccessKeyId, CreateDate);
      held.push({ handle: AccessKeyId, issuedAt: CreateDate, lastUsedAt });
    }
    marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (marker !== undefined);
  return held;
}

/** AWS denies this also for a key that was just deleted. Not to know must never read as "never used": the key then counts as used from the start. */
async function lastUsedOrAssumed(iam: IAM, accessKeyId: string, created: Date | undefined) {
  try {
    return (await unlessGone(lastUse(iam, accessKeyId)))?.LastUsedDate;
  } catch (error) {
    if (isRotationError(error) && error.code === "forbidden") return created ?? new Date(0);
    throw error;
  }
}

/** When and where a key was last used; no date when it never was. */
export async function lastUse(iam: IAM, accessKeyId: string) {
  const { AccessKeyLastUsed } = await ask("iam:GetAccessKeyLastUsed", accessKeyId, () =>
    iam.getAccessKeyLastUsed({ AccessKeyId: accessKeyId }),
  );
  if (AccessKeyLastUsed === undefined) throw incomplete("iam:GetAccessKeyLastUsed");
  return AccessKeyLastUsed;
}

/** Proves a key. STS needs no right for this question, and an answer that denies it has recognised the key. */
export async function logIn(sts: STS, userName: string): Promise<void> {
  let arn: string | undefined;
  try {
    const who = await ask("sts:GetCallerIdentity", userName, () => sts.getCallerIdentity({}), AS_CREDENTIAL);
    arn = who.Arn;
  } catch (error) {
    if (isRotationError(error) && error.code === "forbidden") return;
    throw error;
  }
  if (arn === undefined) throw incomplete("sts:GetCallerIdentity");
  if (!isUser(arn, userName)) {
    throw new RotationError("invalid", `aws-iam: the access key is not ${userName}'s but of ${arn}`);
  }
}

/** Does this ARN name this user? */
export const isUser = (arn: string, userName: string): boolean =>
  /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1]?.toLowerCase() === userName.toLowerCase();

/** Users to choose from. IAM cannot search, so whole pages are gone through until one has a match. */
export async function listUsers(iam: IAM, search = "", cursor?: string): Promise<OptionPage> {
  const wanted = search.toLowerCase();
  let marker = cursor;
  for (;;) {
    const page = await ask("iam:ListUsers", "the account", () =>
      iam.listUsers({ Marker: marker, MaxItems: wanted === "" ? 100 : 1000 }),
    );
    const options = (page.Users ?? []).flatMap(({ UserName = "", Path = "/" }) => {
      const label = Path === "/" ? UserName : `${UserName} (${Path})`;
      return label.toLowerCase().includes(wanted) ? [{ value: UserName, label }] : [];
    });
    marker = page.IsTruncated === true ? page.Marker : undefined;
    if (options.length > 0 || marker === undefined) return { options, next: marker };
  }
}

/** What the request gives, or `undefined` when there is no such key or user any more. */
async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isRotationError(error) && error.code === "not-found") return undefined;
    throw error;
  }
}

const incomplete = (action: string): RotationError =>
  new RotationError("unavailable", `aws-iam: the answer of ${action} is incomplete`);

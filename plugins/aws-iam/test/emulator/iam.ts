import type { AccessKey, Account, User } from "./account.ts";
import { isoSeconds, noSuchKey, Refusal, type Xml } from "./answers.ts";
import { decide } from "./policy.ts";

export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  /** Throws AccessDenied unless the caller's policies allow it. */
  authorize(action: string, resource: string): void;
}

export interface Action {
  /** Every parameter it takes; a trailing `.member` is a list. */
  readonly takes: readonly string[];
  run(parameters: Parameters, caller: Caller): Xml;
}

export interface Parameters {
  one(name: string): string | undefined;
  needed(name: string): string;
  many(name: string): string[];
}

/** The actions of IAM that have to do with access keys, written from the IAM API reference. */
export function iamActions(
  account: Account,
  now: () => number,
  pageSize: () => number,
): Record<string, Action> {
  const named = (parameters: Parameters): { userName: string; arn: string } => {
    const userName = parameters.needed("UserName");
    if (!/^[\w+=,.@-]{1,128}$/.test(userName)) throw invalidValue("userName");
    // a right is looked at before the user is: one who may not ask does not learn who is there
    return {
      userName,
      arn: account.users.get(userName.toLowerCase())?.arn ?? `arn:aws:iam::${account.id}:user/${userName}`,
    };
  };
  const allowedUser = (action: string, parameters: Parameters, caller: Caller): User => {
    const { userName, arn } = named(parameters);
    caller.authorize(`iam:${action}`, arn);
    return account.user(userName);
  };
  const ownKey = (user: User, parameters: Parameters): AccessKey => {
    const id = keyId(parameters);
    const key = account.liveKeys(user).find((key) => key.id === id);
    if (key === undefined) throw noSuchKey(id);
    return key;
  };

  return {
    CreateAccessKey: {
      takes: ["UserName"],
      run(parameters, caller) {
        const user = allowedUser("CreateAccessKey", parameters, caller);
        const key = account.createKey(user);
        return {
          AccessKey: {
            UserName: user.name,
            AccessKeyId: key.id,
            Status: key.status,
            SecretAccessKey: key.secret,
            CreateDate: isoSeconds(key.createdAt),
          },
        };
      },
    },
    UpdateAccessKey: {
      takes: ["UserName", "AccessKeyId", "Status"],
      run(parameters, caller) {
        const status = parameters.needed("Status");
        if (status !== "Active" && status !== "Inactive") throw invalidValue("status");
        keyId(parameters);
        const key = ownKey(allowedUser("UpdateAccessKey", parameters, caller), parameters);
        key.status = status;
        return {};
      },
    },
    DeleteAccessKey: {
      takes: ["UserName", "AccessKeyId"],
      run(parameters, caller) {
        keyId(parameters);
        account.deleteKey(ownKey(allowedUser("DeleteAccessKey", parameters, caller), parameters));
        return {};
      },
    },
    ListAccessKeys: {
      takes: ["UserName", "Marker", "MaxItems"],
      run(parameters, caller) {
        const user = allowedUser("ListAccessKeys", parameters, caller);
        const { listMs } = user.lag;
        const shown = user.keys.filter(
          ({ createdAt, deletedAt = Number.POSITIVE_INFINITY }) =>
            createdAt + listMs <= now() && now() < deletedAt + listMs,
        );
        const { items, ...more } = page(shown, parameters, pageSize());
        return {
          UserName: user.name,
          AccessKeyMetadata: items.map(({ id, status, createdAt }) => ({
            UserName: user.name,
            AccessKeyId: id,
            Status: status,
            CreateDate: isoSeconds(createdAt),
          })),
          ...more,
        };
      },
    },
    GetAccessKeyLastUsed: {
      takes: ["AccessKeyId"],
      run(parameters, caller) {
        const id = keyId(parameters);
        const found = account.key(id);
        caller.authorize("iam:GetAccessKeyLastUsed", found?.user.arn ?? `arn:aws:iam::${account.id}:user/*`);
        if (found === undefined) throw noSuchKey(id);
        const { lastUsed } = found.key;
        return {
          UserName: found.user.name,
          AccessKeyLastUsed: {
            LastUsedDate: lastUsed === undefined ? undefined : isoSeconds(lastUsed.at),
            ServiceName: lastUsed?.service ?? "N/A",
            Region: lastUsed?.region ?? "N/A",
          },
        };
      },
    },
    GetUser: {
      takes: ["UserName"],
      run: (parameters, caller) => ({ User: userXml(allowedUser("GetUser", parameters, caller)) }),
    },
    ListUsers: {
      takes: ["PathPrefix", "Marker", "MaxItems"],
      run(parameters, caller) {
        caller.authorize("iam:ListUsers", `arn:aws:iam::${account.id}:user/`);
        const prefix = parameters.one("PathPrefix") ?? "/";
        const users = [...account.users.values()].filter(({ path }) => path.startsWith(prefix));
        const { items, ...more } = page(users, parameters, pageSize());
        return { Users: items.map(userXml), ...more };
      },
    },
    SimulatePrincipalPolicy: {
      takes: ["PolicySourceArn", "ActionNames.member", "ResourceArns.member"],
      run(parameters, caller) {
        const source = parameters.needed("PolicySourceArn");
        caller.authorize("iam:SimulatePrincipalPolicy", source);
        const principal = [...account.users.values(), ...account.roles.values()].find(
          ({ arn }) => arn === source,
        );
        if (principal === undefined)
          throw new Refusal(404, "NoSuchEntity", `The entity ${source} cannot be found.`);
        const actions = parameters.many("ActionNames");
        if (actions.length === 0) throw invalidValue("actionNames");
        const resources = parameters.many("ResourceArns");
        return {
          EvaluationResults: actions.flatMap((action) =>
            (resources.length > 0 ? resources : ["*"]).map((resource) => ({
              EvalActionName: action,
              EvalResourceName: resource,
              EvalDecision: decide(principal.policies, action, resource),
            })),
          ),
          IsTruncated: "false",
        };
      },
    },
  };
}

const userXml = ({ name, path, arn }: User): Xml => ({ Path: path, UserName: name, Arn: arn });

function keyId(parameters: Parameters): string {
  const id = parameters.needed("AccessKeyId");
  if (!/^\w{16,128}$/.test(id)) throw invalidValue("accessKeyId");
  return id;
}

function page<T>(all: readonly T[], parameters: Parameters, limit: number) {
  const asked = Number(parameters.one("MaxItems") ?? 100);
  if (!Number.isInteger(asked) || asked < 1 || asked > 1000) throw invalidValue("maxItems");
  const start = Number(parameters.one("Marker")?.replace(/^from-/, "") ?? 0);
  if (!Number.isInteger(start)) throw invalidValue("marker");
  const end = start + Math.min(asked, limit);
  const truncated = end < all.length;
  return {
    items: all.slice(start, end),
    IsTruncated: String(truncated),
    Marker: truncated ? `from-${end}` : undefined,
  };
}

const invalidValue = (name: string): Refusal =>
  new Refusal(
    400,
    "ValidationError",
    `1 validation error detected: Value at '${name}' failed to satisfy constraint`,
  );

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEYS_PER_USER } from "./emulator/account.ts";
import { type Emulator, startEmulator } from "./emulator/server.ts";
import { signatureOf } from "./emulator/sigv4.ts";
import { element, type HandSigned, type KeyPair, signedRequest } from "./signed-request.ts";

const everything = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
} as const;
const iam = { service: "iam" } as const;
const sts = { service: "sts" } as const;

let emulator: Emulator;
let admin: KeyPair;
let now: number;

const pair = ({ id, secret }: { id: string; secret: string }): KeyPair => ({
  accessKeyId: id,
  secretAccessKey: secret,
});
const ask = (parameters: Record<string, string>, how: HandSigned = iam, key = admin) =>
  signedRequest(emulator.baseUrl, key, parameters, how);
const code = async (answer: Promise<{ status: number; text: string }>) => {
  const { status, text } = await answer;
  return `${status} ${element(text, "Code") ?? "done"}`;
};

beforeEach(async () => {
  now = Date.parse("2026-03-01T12:00:00Z");
  emulator = await startEmulator({ now: () => now });
  admin = pair(emulator.account.createKey(emulator.account.addUser("admin", { policies: [everything] })));
  emulator.account.addUser("bob");
});
afterEach(() => emulator.stop());

describe("the signature", () => {
  it("is the one of Amazon's published example", () => {
    const headers = {
      host: "iam.amazonaws.com",
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "x-amz-date": "20150830T123600Z",
    };
    const request = {
      method: "GET",
      path: "/",
      query: "Action=ListUsers&Version=2010-05-08",
      headers,
      signedHeaders: ["content-type", "host", "x-amz-date"],
      body: "",
    };
    const scope = { day: "20150830", region: "us-east-1", service: "iam" };
    expect(signatureOf(request, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "20150830T123600Z", scope)).toBe(
      "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    );
  });

  it("lets the right secret in and says who it is", async () => {
    const { status, text } = await ask({ Action: "GetCallerIdentity" }, sts);
    expect(status).toBe(200);
    expect(element(text, "Arn")).toBe("arn:aws:iam::123456789012:user/admin");
  });

  it("refuses a wrong secret, a changed body, an unsigned amz header and a scope of elsewhere", async () => {
    const wrong = { ...admin, secretAccessKey: `${admin.secretAccessKey.slice(1)}x` };
    const who = { Action: "GetCallerIdentity" };
    const refused = "403 SignatureDoesNotMatch";
    expect(await code(ask(who, sts, wrong))).toBe(refused);
    const swappedBody = "Version=2010-05-08&Action=ListUsers";
    expect(await code(ask({ Action: "ListAccessKeys", UserName: "bob" }, { ...iam, swappedBody }))).toBe(
      refused,
    );
    expect(await code(ask(who, { ...sts, unsigned: ["x-amz-content-sha256"] }))).toBe(refused);
    expect(await code(ask(who, { ...sts, unsigned: ["host"] }))).toBe(refused);
    expect(await code(ask({ Action: "ListUsers" }, { ...iam, region: "eu-central-1" }))).toBe(refused);
    expect(await code(ask(who, { ...sts, region: "eu-central-1" }))).toBe("200 done");
  });

  it("is good for a quarter of an hour", async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    expect(await code(ask({ Action: "GetCallerIdentity" }, { ...sts, at: minutesAgo(14) }))).toBe("200 done");
    const { text } = await ask({ Action: "GetCallerIdentity" }, { ...sts, at: minutesAgo(16) });
    expect(element(text, "Message")).toMatch(/^Signature expired/);
    const early = await ask({ Action: "GetCallerIdentity" }, { ...sts, at: minutesAgo(-16) });
    expect(element(early.text, "Message")).toMatch(/^Signature not yet current/);
  });

  it("is asked for", async () => {
    const response = await fetch(emulator.baseUrl, {
      method: "POST",
      body: new URLSearchParams({ Action: "ListUsers" }),
    });
    expect(response.status).toBe(403);
    expect(element(await response.text(), "Code")).toBe("MissingAuthenticationToken");
  });
});

describe("access keys", () => {
  const create = async (): Promise<KeyPair> => {
    const { text } = await ask({ Action: "CreateAccessKey", UserName: "bob" });
    return {
      accessKeyId: element(text, "AccessKeyId") ?? "",
      secretAccessKey: element(text, "SecretAccessKey") ?? "",
    };
  };
  const who = (key: KeyPair) => code(ask({ Action: "GetCallerIdentity" }, sts, key));

  it("work until they are switched off, and again when they are switched on", async () => {
    const key = await create();
    expect(await who(key)).toBe("200 done");
    const change = { Action: "UpdateAccessKey", UserName: "bob", AccessKeyId: key.accessKeyId };
    await ask({ ...change, Status: "Inactive" });
    expect(await who(key)).toBe("403 InvalidClientTokenId");
    await ask({ ...change, Status: "Active" });
    expect(await who(key)).toBe("200 done");
    expect(await code(ask({ ...change, Status: "Off" }))).toBe("400 ValidationError");
  });

  it("are gone when they are deleted, and cannot be deleted twice", async () => {
    const key = await create();
    const end = { Action: "DeleteAccessKey", UserName: "bob", AccessKeyId: key.accessKeyId };
    expect(await code(ask(end))).toBe("200 done");
    expect(await who(key)).toBe("403 InvalidClientTokenId");
    expect(await code(ask(end))).toBe("404 NoSuchEntity");
  });

  it("are two at most for each user", async () => {
    for (let made = 0; made < KEYS_PER_USER; made++) await create();
    expect(await code(ask({ Action: "CreateAccessKey", UserName: "bob" }))).toBe("409 LimitExceeded");
  });

  it("are listed page by page", async () => {
    const keys = [await create(), await create()];
    emulator.tune.pageSize = 1;
    const list = { Action: "ListAccessKeys", UserName: "BOB" };
    const first = await ask(list);
    expect(element(first.text, "AccessKeyId")).toBe(keys[0]?.accessKeyId);
    expect(element(first.text, "IsTruncated")).toBe("true");
    const second = await ask({ ...list, Marker: element(first.text, "Marker") ?? "" });
    expect(element(second.text, "AccessKeyId")).toBe(keys[1]?.accessKeyId);
    expect(element(second.text, "IsTruncated")).toBe("false");
  });

  it("work and show only after the lag, by the given clock", async () => {
    emulator.account.user("bob").lag = { loginMs: 8_000, listMs: 3_000 };
    const key = await create();
    const listed = async () =>
      (await ask({ Action: "ListAccessKeys", UserName: "bob" })).text.includes(key.accessKeyId);
    expect([await who(key), await listed()]).toEqual(["403 InvalidClientTokenId", false]);
    now += 3_000;
    expect([await who(key), await listed()]).toEqual(["403 InvalidClientTokenId", true]);
    now += 5_000;
    expect([await who(key), await listed()]).toEqual(["200 done", true]);
    await ask({ Action: "DeleteAccessKey", UserName: "bob", AccessKeyId: key.accessKeyId });
    expect([await who(key), await listed()]).toEqual(["403 InvalidClientTokenId", true]);
    now += 3_000;
    expect(await listed()).toBe(false);
  });

  it("remember when they were last used", async () => {
    const key = await create();
    const used = async () =>
      (await ask({ Action: "GetAccessKeyLastUsed", AccessKeyId: key.accessKeyId })).text;
    expect(element(await used(), "LastUsedDate")).toBeUndefined();
    expect(element(await used(), "ServiceName")).toBe("N/A");
    await who(key);
    expect(element(await used(), "LastUsedDate")).toBe("2026-03-01T12:00:00Z");
    expect(element(await used(), "ServiceName")).toBe("sts");
  });
});

describe("what nobody asked for", () => {
  it("is an error: actions, parameters, headers, users", async () => {
    expect(await code(ask({ Action: "DeleteUser", UserName: "bob" }))).toBe("400 InvalidAction");
    expect(await code(ask({ Action: "GetCallerIdentity" }))).toBe("400 InvalidAction");
    expect(await code(ask({ Action: "ListAccessKeys", UserName: "bob", Colour: "red" }))).toBe(
      "400 MalformedQueryString",
    );
    expect(await code(ask({ Action: "ListAccessKeys" }))).toBe("400 ValidationError");
    expect(await code(ask({ Action: "ListUsers" }, { ...iam, headers: { "x-amz-colour": "red" } }))).toBe(
      "400 MalformedHttpRequestException",
    );
    expect(await code(ask({ Action: "ListAccessKeys", UserName: "nobody" }))).toBe("404 NoSuchEntity");
  });
});

describe("rights", () => {
  it("are needed, for this action and this user, and a denial wins", async () => {
    const allow = (Action: string, Resource: string, Effect: "Allow" | "Deny" = "Allow") =>
      ({ Version: "2012-10-17", Statement: [{ Effect, Action, Resource }] }) as const;
    const user = emulator.account.addUser("clerk", {
      policies: [allow("iam:List*", "arn:aws:iam::123456789012:user/b*")],
    });
    const clerk = pair(emulator.account.createKey(user));
    const list = (UserName: string) => code(ask({ Action: "ListAccessKeys", UserName }, iam, clerk));
    expect(await list("bob")).toBe("200 done");
    expect(await list("admin")).toBe("403 AccessDenied");
    expect(await list("nobody")).toBe("403 AccessDenied");
    expect(await code(ask({ Action: "CreateAccessKey", UserName: "bob" }, iam, clerk))).toBe(
      "403 AccessDenied",
    );
    user.policies.push(allow("*", "*", "Deny"));
    expect(await list("bob")).toBe("403 AccessDenied");
    expect(await code(ask({ Action: "GetCallerIdentity" }, sts, clerk))).toBe("200 done");
  });

  it("come from a role's session for as long as it lasts", async () => {
    const role = emulator.account.addRole(
      "keys",
      { principalArn: "arn:aws:iam::123456789012:user/admin", externalId: "x-1" },
      [everything],
    );
    const assume = { Action: "AssumeRole", RoleArn: role.arn, RoleSessionName: "test" };
    expect(await code(ask(assume, sts))).toBe("403 AccessDenied");
    const { text } = await ask({ ...assume, ExternalId: "x-1" }, sts);
    const session = {
      accessKeyId: element(text, "AccessKeyId") ?? "",
      secretAccessKey: element(text, "SecretAccessKey") ?? "",
      sessionToken: element(text, "SessionToken") ?? "",
    };
    expect(await code(ask({ Action: "ListUsers" }, iam, session))).toBe("200 done");
    expect(await code(ask({ Action: "ListUsers" }, iam, { ...session, sessionToken: "other" }))).toBe(
      "403 InvalidClientTokenId",
    );
    now += 3600_000;
    expect(await code(ask({ Action: "ListUsers" }, iam, session))).toBe("403 ExpiredToken");
  });
});

describe("faults", () => {
  it("strike the next request of an action, before or after it is done, once", async () => {
    const create = () => ask({ Action: "CreateAccessKey", UserName: "bob" });
    const keys = () => emulator.account.liveKeys(emulator.account.user("bob")).length;
    emulator.fail("CreateAccessKey", { when: "before", what: "drop the connection" });
    await expect(create()).rejects.toThrow();
    expect(keys()).toBe(0);
    emulator.fail("CreateAccessKey", { when: "after", what: "drop the connection" });
    await expect(create()).rejects.toThrow();
    expect(keys()).toBe(1);
    emulator.fail("CreateAccessKey", {
      when: "before",
      what: { status: 400, code: "Throttling", message: "Rate exceeded" },
    });
    expect(await code(create())).toBe("400 Throttling");
    emulator.fail("CreateAccessKey", { when: "after", what: "cut the answer short" });
    await expect(create()).rejects.toThrow();
    expect(keys()).toBe(2);
  });
});

import { sensitiveFields } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { accountOfKey } from "../src/account.ts";
import { provider } from "./provider.ts";

const published = `<CreateAccessKeyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <CreateAccessKeyResult>
    <AccessKey>
      <UserName>Bob</UserName>
      <AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId>
      <Status>Active</Status>
      <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
    </AccessKey>
  </CreateAccessKeyResult>
  <ResponseMetadata>
    <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId>
  </ResponseMetadata>
</CreateAccessKeyResponse>`;
const bob = { userName: "Bob" };
const read = (body: string, { status = 200, complete = true } = {}) =>
  provider.read({ status, body, complete }, bob);

describe("read", () => {
  it("makes the credential of an answer as Amazon's documentation shows it", () => {
    expect(read(published)).toEqual({
      handle: "AKIAIOSFODNN7EXAMPLE",
      secret: {
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY",
      },
    });
  });

  it("throws on an answer that is cut off at any place", () => {
    for (let length = 0; length < published.length; length++) {
      expect(() => read(published.slice(0, length)), published.slice(0, length)).toThrow(/cannot be read/);
    }
    expect(() => read(published, { complete: false })).toThrow(/incomplete/);
  });

  it("throws on an answer that is not a new key of this user, and quotes nothing of it", () => {
    const wrong = [
      published.replace("<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId>", ""),
      published.replace("wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY", ""),
      published.replace("wJalrXUtnFEMI/", "wJalrXUtnFEMI&amp;"),
      published.replace("Bob", "Alice"),
      published.replace("</AccessKey>", "</AccessKey><AccessKey></AccessKey>"),
      published.replaceAll("CreateAccessKeyRes", "UpdateAccessKeyRes"),
      published.replace("AKIAIOSFODNN7EXAMPLE", "AKIA"),
      "",
      "{}",
    ];
    for (const body of wrong) {
      expect(() => read(body), body).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/wJal|AKIA/) }),
      );
    }
    expect(() => read(published, { status: 500 })).toThrow(/status is 500/);
  });
});

describe("subjects", () => {
  const key = { method: "access-key", accessKeyId: "AKIAQNZGKIQY56JQ7WML", secretAccessKey: "s" };
  const subjects = (given: Record<string, unknown>, userName = "Exporter") =>
    provider.subjects(provider.connection.parse(given), { userName });

  it("name the account and the user, without regard to case", () => {
    expect(subjects(key)).toEqual(["aws:029608264753:user/exporter"]);
    expect(subjects(key, "EXPORTER")).toEqual(subjects(key));
  });

  it("are the same by whichever way the account is reached", () => {
    const role = { ...key, method: "assume-role", roleArn: "arn:aws:iam::029608264753:role/x/keys" };
    expect(subjects(role)).toEqual(subjects(key));
    expect(subjects({ ...key, accessKeyId: "AKIDOLDFORM01890189X", accountId: "029608264753" })).toEqual(
      subjects(key),
    );
    expect(subjects({ ...key, region: "eu-central-1" })).toEqual(subjects(key));
  });

  it("stand on the key itself where its form tells no account", () => {
    expect(accountOfKey("AKIDOLDFORM01890189X")).toBe("AKIDOLDFORM01890189X");
  });
});

describe("the form", () => {
  it("hides what is secret and explains every field", () => {
    expect([...sensitiveFields(provider.connection)].sort()).toEqual(["proxyUrl", "secretAccessKey"]);
    expect([...sensitiveFields(provider.secret)]).toEqual(["secretAccessKey"]);
    for (const schema of [provider.parameters, provider.secret, ...provider.connection.options]) {
      for (const [name, field] of Object.entries(schema.shape).filter(([name]) => name !== "method")) {
        expect(z.toJSONSchema(field, { io: "input" }), name).toMatchObject({
          title: expect.any(String),
          description: expect.any(String),
          examples: expect.any(Array),
        });
      }
    }
  });

  it("refuses names that IAM does not have", () => {
    for (const userName of ["", "a b", "x/../y", "a".repeat(65), "<b>"]) {
      expect(provider.parameters.safeParse({ userName }).success, userName).toBe(false);
    }
    expect(provider.parameters.safeParse({ userName: "a.b+c=d,e@f-g_H" }).success).toBe(true);
  });
});

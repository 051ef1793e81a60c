import { type RawAnswer, RotationError } from "@turnbolt/core";

export interface NewKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The access key of a whole `CreateAccessKey` answer for this user; anything less throws, and no message quotes the answer. */
export function readNewKey({ status, body, complete }: RawAnswer, userName: string): NewKey {
  if (!complete) throw unreadable("it is incomplete");
  if (status !== 200) throw unreadable(`its status is ${status}`);
  const result = only(only(only(body, "CreateAccessKeyResponse"), "CreateAccessKeyResult"), "AccessKey");
  if (text(result, "UserName").toLowerCase() !== userName.toLowerCase())
    throw unreadable("it is about another user");
  const accessKeyId = text(result, "AccessKeyId");
  if (!/^\w{16,128}$/.test(accessKeyId)) throw unreadable("its AccessKeyId is malformed");
  return { accessKeyId, secretAccessKey: text(result, "SecretAccessKey") };
}

/** The content of the one element of this name. The query protocol nests no element in its like and has no CDATA. */
function only(xml: string, name: string): string {
  const [content, ...others] = [...xml.matchAll(new RegExp(`<${name}(?:\\s[^<>]*)?>([^]*?)</${name}>`, "g"))];
  if (content?.[1] === undefined || others.length > 0) throw unreadable(`it has not one whole ${name}`);
  return content[1];
}

function text(xml: string, name: string): string {
  const content = only(xml, name);
  if (!/^[^<>&\s]+$/.test(content)) throw unreadable(`its ${name} is empty or malformed`);
  return content;
}

const unreadable = (why: string): RotationError =>
  new RotationError("unavailable", `aws-iam: the kept answer of CreateAccessKey cannot be read: ${why}`);

import { createHash, createHmac } from "node:crypto";

/** A request as Signature Version 4 sees it. Header names are in lower case. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Sorted and encoded, without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signedHeaders: readonly string[];
  readonly body: string;
}

export interface Scope {
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The signature that AWS computes for a request, as its documentation of Signature Version 4 describes it. */
export function signatureOf(request: SignedRequest, secret: string, date: string, scope: Scope): string {
  const canonical = [
    request.method,
    request.path,
    request.query,
    ...request.signedHeaders.map(
      (name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}`,
    ),
    "",
    request.signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
  const { day, region, service } = scope;
  const toSign = [
    "AWS4-HMAC-SHA256",
    date,
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonical),
  ].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (key, part) => createHmac("sha256", key).update(part).digest(),
    `AWS4${secret}`,
  );
  return createHmac("sha256", key).update(toSign).digest("hex");
}

export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads an `Authorization` header; `null` when it is not a whole one. */
export function readAuthorization(header: string): Authorization | null {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) return null;
  const [, accessKeyId = "", day = "", region = "", service = "", signedHeaders = "", signature = ""] = match;
  return { accessKeyId, scope: { day, region, service }, signedHeaders: signedHeaders.split(";"), signature };
}

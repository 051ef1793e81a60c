import { sha256, signatureOf } from "./emulator/sigv4.ts";

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface HandSigned {
  readonly service: "iam" | "sts";
  readonly region?: string;
  readonly at?: Date;
  readonly headers?: Record<string, string>;
  /** Headers that are sent and left out of the signature. */
  readonly unsigned?: readonly string[];
  /** Sent instead of the body that was signed. */
  readonly swappedBody?: string;
}

const VERSIONS = { iam: "2010-05-08", sts: "2011-06-15" };

/** Asks AWS without any library of Amazon's: a request signed by hand. */
export async function signedRequest(
  baseUrl: string,
  key: KeyPair,
  parameters: Record<string, string>,
  { service, region = "us-east-1", at = new Date(), headers = {}, unsigned = [], swappedBody }: HandSigned,
): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams({ Version: VERSIONS[service], ...parameters }).toString();
  const date = at.toISOString().replace(/[-:]|\.\d+/g, "");
  const sent: Record<string, string> = {
    host: new URL(baseUrl).host,
    "content-type": "application/x-www-form-urlencoded",
    "x-amz-date": date,
    "x-amz-content-sha256": sha256(body),
    ...(key.sessionToken === undefined ? {} : { "x-amz-security-token": key.sessionToken }),
    ...headers,
  };
  const signedHeaders = Object.keys(sent)
    .filter((name) => !unsigned.includes(name))
    .sort();
  const scope = { day: date.slice(0, 8), region, service };
  const signature = signatureOf(
    { method: "POST", path: "/", query: "", headers: sent, signedHeaders, body },
    key.secretAccessKey,
    date,
    scope,
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope.day}/${region}/${service}/aws4_request, SignedHeaders=${signedHeaders.join(";")}, Signature=${signature}`;
  const { host: _host, ...others } = sent;
  const response = await fetch(`${baseUrl}/`, {
    method: "POST",
    headers: { ...others, authorization },
    body: swappedBody ?? body,
  });
  return { status: response.status, text: await response.text() };
}

/** The text of the first element of this name. */
export const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { provider } from "./provider.ts";
import { recordingRuntime } from "./runtime.ts";

const listed = `<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccessKeysResult>
<AccessKeyMetadata/><IsTruncated>false</IsTruncated></ListAccessKeysResult></ListAccessKeysResponse>`;
const known = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/bob</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;

const key = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const parameters = { userName: "bob" };
const run = { id: "run", label: "turnbolt-run" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aws-"));
  const foreign = "aws_access_key_id = AKIAFOREIGNFOREIGN00\naws_secret_access_key = foreign\n";
  const config = `region = eu-west-3\nendpoint_url = http://127.0.0.1:9\nmax_attempts = 7\nuse_fips_endpoint = true\nsdk_ua_app_id = foreign\n${foreign}`;
  writeFileSync(join(folder, "config"), `[default]\n${config}\n[profile foreign]\n${config}`);
  writeFileSync(join(folder, "credentials"), `[default]\n${foreign}\n[foreign]\n${foreign}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Everything that the SDK is known to look up. */
function setForeignEnvironment(): void {
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIAFOREIGNFOREIGN00",
    AWS_SECRET_ACCESS_KEY: "foreign",
    AWS_SESSION_TOKEN: "foreign",
    AWS_PROFILE: "foreign",
    AWS_REGION: "eu-west-3",
    AWS_DEFAULT_REGION: "eu-west-3",
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:9",
    AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9",
    AWS_USE_FIPS_ENDPOINT: "true",
    AWS_USE_DUALSTACK_ENDPOINT: "true",
    AWS_MAX_ATTEMPTS: "7",
    // asked for only where no retry mode is given, and then an error
    AWS_DEFAULTS_MODE: "nonsense",
    AWS_AUTH_SCHEME_PREFERENCE: "sigv4a",
    AWS_SDK_UA_APP_ID: "foreign",
    AWS_EXECUTION_ENV: "foreign",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

async function ask(
  given: Record<string, unknown>,
  parameters: { userName: string; region?: string } = { userName: "bob" },
) {
  const connection = provider.connection.parse({ method: "access-key", ...key, ...given });
  const host = recordingRuntime(
    async (_url, init) =>
      new Response(String(init?.body).includes("ListAccessKeys") ? listed : known, { status: 200 }),
  );
  const client = await provider.connect(connection, host.runtime);
  const call = { client, connection, parameters, runtime: host.runtime, run, current: null };
  await provider.list(call);
  await provider.verify({ ...call, credential: { handle: key.accessKeyId, secret: key } });
  return host.requests.map(({ url, init }) => ({
    url,
    init,
    headers: Object.fromEntries(new Headers(init?.headers)),
  }));
}

describe("the SDK", () => {
  it("takes login, region and endpoint from the connection and nothing from its surroundings", async () => {
    const before = await ask({ region: "eu-central-1" });
    setForeignEnvironment();
    const requests = await ask({ region: "eu-central-1" });
    expect(requests.map(({ url }) => url)).toEqual([
      "https://iam.amazonaws.com/",
      "https://sts.eu-central-1.amazonaws.com/",
    ]);
    expect(requests.map(({ url }) => url)).toEqual(before.map(({ url }) => url));
    expect(requests[0]?.headers.authorization).toMatch(
      /Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/iam\//,
    );
    expect(requests[1]?.headers.authorization).toMatch(
      /Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-central-1\/sts\//,
    );
    expect(JSON.stringify(requests)).not.toMatch(/foreign|token/i);
  });

  it("goes to the partition of the region", async () => {
    const urls = async (region: string) => (await ask({ region })).map(({ url }) => url);
    expect(await urls("cn-north-1")).toEqual([
      "https://iam.cn-north-1.amazonaws.com.cn/",
      "https://sts.cn-north-1.amazonaws.com.cn/",
    ]);
    expect(await urls("us-gov-west-1")).toEqual([
      "https://iam.us-gov.amazonaws.com/",
      "https://sts.us-gov-west-1.amazonaws.com/",
    ]);
  });

  it("goes to the base URL for both services, through the host's fetch with CA and proxy, and follows nobody elsewhere", async () => {
    const baseUrl = "https://aws.internal.example:8443/api";
    const requests = await ask({
      baseUrl,
      region: "eu-central-1",
      caCertificate: "PEM",
      proxyUrl: "http://p:1",
    });
    for (const { url, init } of requests) {
      expect(url).toBe(`${baseUrl}/`);
      expect(init).toMatchObject({
        caCertificate: "PEM",
        proxyUrl: "http://p:1",
        redirect: "error",
        method: "POST",
      });
    }
    expect(requests[0]?.headers.authorization).toContain("/us-east-1/iam/");
  });

  it("does not ask twice", async () => {
    const connection = provider.connection.parse({ method: "access-key", ...key });
    const host = recordingRuntime(() => Promise.reject(new TypeError("fetch failed")));
    const client = await provider.connect(connection, host.runtime);
    const call = { client, connection, parameters, runtime: host.runtime, run, current: null };
    await expect(provider.list(call)).rejects.toMatchObject({ code: "unavailable" });
    expect(host.requests).toHaveLength(1);
  });
});

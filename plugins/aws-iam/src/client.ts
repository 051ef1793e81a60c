import type { IAM } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import type { Runtime } from "@turnbolt/core";
import type { Connection } from "./connection.ts";
import { ask } from "./errors.ts";
import { fetchHandler } from "./fetch-handler.ts";

export interface Login {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The connection's SDK clients, made anew for each call: deadline and kept answer belong to the call's own `runtime`. */
export interface Aws {
  iam(runtime: Runtime): IAM;
  sts(runtime: Runtime, region?: string): STS;
}

/** Loads the SDK and, where the connection names a role, opens a session of it. */
export async function connect(connection: Connection, runtime: Runtime): Promise<Aws> {
  const [{ IAM }, { STS }] = await Promise.all([
    import("@aws-sdk/client-iam"),
    import("@aws-sdk/client-sts"),
  ]);
  const key = { accessKeyId: connection.accessKeyId, secretAccessKey: connection.secretAccessKey };
  const login =
    connection.method === "assume-role"
      ? await openSession(
          new STS(settings(connection, runtime, key)),
          connection.roleArn,
          connection.externalId,
        )
      : key;
  return {
    iam: (runtime) => new IAM(settings(connection, runtime, login, signingRegion(connection.region))),
    sts: (runtime, region) => new STS(settings(connection, runtime, login, region)),
  };
}

/** STS under a login of its own; the connection gives only the way there. */
export async function stsAs(
  login: Login,
  connection: Connection,
  runtime: Runtime,
  region?: string,
): Promise<STS> {
  const { STS } = await import("@aws-sdk/client-sts");
  return new STS(settings(connection, runtime, login, region));
}

const settings = (
  connection: Connection,
  runtime: Runtime,
  credentials: Login,
  region = connection.region,
) => ({
  ...isolated,
  region,
  credentials,
  requestHandler: fetchHandler(runtime, connection),
  ...(connection.baseUrl === undefined ? {} : { endpoint: connection.baseUrl }),
});

/** Everything the SDK would otherwise look up in environment variables and files, or do a second time. */
const isolated = {
  maxAttempts: 1,
  retryMode: "standard",
  authSchemePreference: ["sigv4"],
  ignoreConfiguredEndpointUrls: true,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: "turnbolt",
  defaultUserAgentProvider: async () => [["turnbolt"] satisfies [string]],
} satisfies ConstructorParameters<typeof IAM>[0];

/** IAM has one home per partition. The SDK knows it, but not behind a `baseUrl`. */
function signingRegion(region: string): string {
  if (region.startsWith("cn-")) return "cn-north-1";
  if (region.startsWith("us-gov-")) return "us-gov-west-1";
  return /^(us|eu)-iso|^eusc-/.test(region) ? region : "us-east-1";
}

async function openSession(sts: STS, roleArn: string, externalId: string | undefined): Promise<Login> {
  const { Credentials } = await ask("sts:AssumeRole", roleArn, () =>
    sts.assumeRole({
      RoleArn: roleArn,
      RoleSessionName: "turnbolt",
      ExternalId: externalId,
      // the shortest there is; a call is over long before
      DurationSeconds: 900,
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) throw new Error("STS gave an incomplete session");
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

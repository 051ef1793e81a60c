import type { Account } from "./account.ts";
import { isoSeconds, Refusal } from "./answers.ts";
import type { Action } from "./iam.ts";

/** The actions of STS that a rotation needs, written from the STS API reference. */
export function stsActions(account: Account): Record<string, Action> {
  return {
    GetCallerIdentity: {
      takes: [],
      // needs no right, and not even a denial takes it away
      run: (_parameters, { arn, accountId }) => ({
        Arn: arn,
        UserId: "AIDAEXAMPLEUSERID",
        Account: accountId,
      }),
    },
    AssumeRole: {
      takes: ["RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"],
      run(parameters, caller) {
        const roleArn = parameters.needed("RoleArn");
        const name = parameters.needed("RoleSessionName");
        caller.authorize("sts:AssumeRole", roleArn);
        const role = account.roles.get(roleArn);
        const trusted =
          role?.trusts.principalArn === caller.arn && role.trusts.externalId === parameters.one("ExternalId");
        if (role === undefined || !trusted) {
          throw new Refusal(
            403,
            "AccessDenied",
            `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
          );
        }
        const session = account.openSession(role, name, Number(parameters.one("DurationSeconds") ?? 3600));
        return {
          AssumedRoleUser: { Arn: `arn:aws:sts::${account.id}:assumed-role/${role.name}/${name}` },
          Credentials: {
            AccessKeyId: session.id,
            SecretAccessKey: session.secret,
            SessionToken: session.token,
            Expiration: isoSeconds(session.expiresAt),
          },
        };
      },
    },
  };
}

type OneOrMany = string | readonly string[];

interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: OneOrMany;
  readonly Resource: OneOrMany;
}

/** An identity-based policy, as IAM stores it: what it does not allow is denied, and a denial wins. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export type Decision = "allowed" | "implicitDeny" | "explicitDeny";

export function decide(policies: readonly Policy[], action: string, resource: string): Decision {
  const effects = policies
    .flatMap(({ Statement }) => Statement)
    .filter((statement) => matches(statement.Action, action) && matches(statement.Resource, resource))
    .map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "explicitDeny";
  return effects.includes("Allow") ? "allowed" : "implicitDeny";
}

const matches = (patterns: OneOrMany, value: string): boolean =>
  [patterns].flat().some((pattern) => {
    const text = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*");
    return new RegExp(`^${text.replace(/\?/g, ".")}$`).test(value);
  });

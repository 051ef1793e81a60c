/** Rules that say who someone is and not what they may do; the plugin alone writes those. */
const IDENTITY = /^(on|off|reset|nopass|resetpass|sanitize-payload|skip-sanitize-payload|[<>#!].*)$/i;

/** Rules of ACL SETUSER about keys, channels and commands. */
const RULE =
  /^(allkeys|resetkeys|allchannels|resetchannels|allcommands|nocommands|clearselectors|~.+|%(R|W|RW|WR)~.+|&.+|[+-]@?[a-z0-9_.|-]+)$/i;

/** The rules of a scope, one for each argument; a selector in parentheses is one argument. */
export function rulesOf(scope: string): readonly string[] {
  return scope.match(/\([^()]*\)|[^\s()]+/g) ?? [];
}

/** Why a scope cannot be used, or `null`. */
export function scopeFault(scope: string): string | null {
  if (/\0/.test(scope) || scope.replace(/\([^()]*\)/g, "").match(/[()]/))
    return "a parenthesis is not closed";
  const rules = rulesOf(scope).flatMap((rule) =>
    rule.startsWith("(") ? rulesOf(rule.slice(1, -1)) : [rule],
  );
  if (rules.length === 0) return "name at least one rule, as ~* or +@read";
  for (const rule of rules) {
    if (IDENTITY.test(rule)) return "passwords and on or off are not yours to set here";
    if (!RULE.test(rule))
      return "keys (~…), channels (&…), commands (+…, -…) and selectors in parentheses only";
  }
  return null;
}

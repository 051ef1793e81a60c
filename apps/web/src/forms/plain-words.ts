import type { FormSchema } from "./json-form.ts";

const NEEDED = "This is needed.";

/** What is wrong with a value, in plain words, by the keyword of its schema that refused it. */
export function wordsFor(keyword: string, schema: FormSchema): string {
  const limit = schema[keyword];
  switch (keyword) {
    case "required":
      return NEEDED;
    case "type":
      return TYPES[typeof limit === "string" ? limit : ""] ?? "This is of the wrong kind.";
    case "minLength":
      return limit === 1 ? NEEDED : `At least ${limit} characters are needed.`;
    case "maxLength":
      return `At most ${limit} characters fit.`;
    case "minimum":
      return `${limit} is the least.`;
    case "maximum":
      return `${limit} is the most.`;
    case "exclusiveMinimum":
      return `More than ${limit} is needed.`;
    case "exclusiveMaximum":
      return `Less than ${limit} is needed.`;
    case "multipleOf":
      return `A multiple of ${limit} is needed.`;
    case "pattern":
      return schema.patternMessage
        ? sentence(schema.patternMessage)
        : `This has not the right form${suchAs(schema)}.`;
    case "format":
      return `${FORMATS[schema.format ?? ""] ?? "This has not the right form"}${suchAs(schema)}.`;
    case "enum":
    case "const":
      return `Choose one of: ${(schema.enum ?? [schema.const]).join(", ")}.`;
    default:
      return `This is not valid${suchAs(schema)}.`;
  }
}

/** What the server's schema library says, in plain words; a plugin's own words stay as they are. */
export function plainly(message: string): string {
  const known = SPOKEN.find(([pattern]) => pattern.test(message));
  if (!known) return sentence(message);
  const [pattern, words] = known;
  return message.replace(pattern, words);
}

const TYPES: Readonly<Record<string, string>> = {
  string: "A text is needed.",
  number: "A number is needed.",
  integer: "A whole number is needed.",
  boolean: "Yes or no is needed.",
  object: NEEDED,
};

const FORMATS: Readonly<Record<string, string>> = {
  uri: "A URL is needed",
  uuid: "An id is needed",
  email: "An e-mail address is needed",
  "date-time": "A date and time is needed",
  ipv4: "An IP address is needed",
  ipv6: "An IP address is needed",
};

const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^Invalid input: expected .*, received undefined$/, NEEDED],
  [/^Invalid input: expected int, .*$/, "A whole number is needed."],
  [/^Invalid input: expected (string|number|boolean), .*$/, "A $1 is needed."],
  [/^Too small: expected string to have >=1 characters$/, NEEDED],
  [/^Too small: expected string to have >=(\d+) characters$/, "At least $1 characters are needed."],
  [/^Too big: expected string to have <=(\d+) characters$/, "At most $1 characters fit."],
  [/^Too small: expected (?:number|int) to be >=(-?[\d.]+)$/, "$1 is the least."],
  [/^Too big: expected (?:number|int) to be <=(-?[\d.]+)$/, "$1 is the most."],
  [/^Invalid URL$/, "A URL is needed."],
  [/^Invalid UUID$/i, "An id is needed."],
  [/^Invalid string: must match pattern .*$/s, "This has not the right form."],
  [/^Invalid string: must include "(.*)"$/s, "This has not the right form: $1 is missing in it."],
  [/^Invalid option: expected one of (.*)$/, "Choose one of: $1."],
];

function suchAs({ examples = [] }: FormSchema): string {
  const [example] = examples;
  return example === undefined ? "" : `, such as ${example}`;
}

/** Plugins write half sentences; beside a field they read better as whole ones. */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}

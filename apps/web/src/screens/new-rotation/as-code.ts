import type { CreateInput } from "./create-input.ts";

/** A request as code that can be copied; `input` holds nothing sensitive. */
export interface Code {
  readonly language: "curl" | "TypeScript";
  readonly text: string;
}

export const asCode = (input: CreateInput, url: string): readonly Code[] => [
  { language: "curl", text: curl(input, url) },
  { language: "TypeScript", text: typeScript(input, url) },
];

function curl({ type, ...body }: CreateInput, url: string): string {
  const json = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return [
    `curl ${url}/api/v2/secret-rotations/${encodeURIComponent(type)} \\`,
    `  -H "authorization: Bearer $TURNBOLT_TOKEN" \\`,
    `  -H "content-type: application/json" \\`,
    `  -d '${json}'`,
  ].join("\n");
}

function typeScript(input: CreateInput, url: string): string {
  return [
    `import { createClient } from "@turnbolt/client";`,
    "",
    `const client = createClient({ url: ${JSON.stringify(url)}, token });`,
    `await client.rotations.create.mutate(${literal(input, "")});`,
  ].join("\n");
}

/** A value as TypeScript writes it: names without quotes where they need none. */
function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, inner)).join(", ")}]`;
  const lines = Object.entries(value).map(
    ([name, one]) =>
      `${inner}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${literal(one, inner)},`,
  );
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}

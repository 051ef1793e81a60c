const MARK = "[redacted]";
/** Shorter values would strike harmless text all over. */
const SHORTEST = 4;

/** Strikes the values, and each usual encoding of them, from a text. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    for (const form of forms(secret)) clean = clean.replaceAll(form, MARK);
  }
  return clean;
}

function forms(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");
  const all = [
    secret,
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+"),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replaceAll("+", "-").replaceAll("/", "_"),
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""),
  ];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

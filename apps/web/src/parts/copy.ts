import { tell } from "./notice.ts";

/** Copies a text and says what was copied. A page without TLS has no clipboard. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell("good", said);
  } catch {
    tell("bad", "The browser lets nothing be copied here: select it, and copy it by hand.");
  }
}

import type { BrowserContext, Page } from "playwright-core";

export type Faults = string[];

/** A page that notes what must never happen: what its policy refuses, a request to another host, an error. */
export async function watchedPage(context: BrowserContext, url: string, faults: Faults): Promise<Page> {
  const page = await context.newPage();
  await context.exposeBinding(
    "noteViolation",
    (_, text: string) => void faults.push(`refused by the policy: ${text}`),
  );
  await context.addInitScript(() => {
    document.addEventListener(
      "securitypolicyviolation",
      ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
        const note = (globalThis as unknown as { noteViolation(text: string): void }).noteViolation; // bound above
        note(`${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
      },
    );
  });
  page.on("request", (request) => {
    const asked = new URL(request.url());
    if (/^(https?|wss?):$/.test(asked.protocol) && asked.origin !== url)
      faults.push(`asked another host: ${asked.href}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning")
      faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => void faults.push(`uncaught: ${error.message}`));
  return page;
}

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noBrowser, openStage, type Stage } from "./support/browser.ts";
import { SOON } from "./support/wizard.ts";

/** Every other test in the browser trusts in these: each is shown what it must complain of. */
describe.skipIf(noBrowser)("what watches the pages of every test", () => {
  let stage: Stage;
  let elsewhere: Server;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    elsewhere = createServer((_, response) => void response.writeHead(204).end()).listen(0, "127.0.0.1");
    page = await stage.page(null);
    await page.goto("/sign-in");
    await page.getByRole("button", { name: "Sign in" }).waitFor();
  });
  afterAll(async () => {
    elsewhere?.close();
    await stage?.stop();
  });

  const complaint = () => {
    try {
      stage.assertNoFaults();
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  /** Takes away all that the page has complained of meanwhile. */
  const untilQuiet = () => stage.forgive(/./);

  it("has nothing to say of a page as it is", () => {
    expect(complaint()).toBe("");
  });

  it("complains of an inline script, which does not run", async () => {
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'it ran'";
      document.body.append(script);
    });
    await expect.poll(complaint, SOON).toMatch(/refused by the policy: script-src-elem inline/);
    expect(await page.title()).not.toBe("it ran");
    untilQuiet();
  });

  it("complains of eval, which does not run", async () => {
    // Behind a timer: what the browser is told to evaluate by itself stands above the policy.
    await page.evaluate(() => {
      setTimeout(() => {
        try {
          // biome-ignore lint/security/noGlobalEval: it is what must be refused
          eval("document.title = 'it ran'");
        } catch {}
      });
    });
    await expect.poll(complaint, SOON).toMatch(/refused by the policy: script-src eval/);
    expect(await page.title()).not.toBe("it ran");
    untilQuiet();
  });

  it("complains of a style element that the server did not let in", async () => {
    await page.evaluate(() => {
      const style = document.createElement("style");
      style.textContent = "body { color: red }";
      document.head.append(style);
    });
    await expect.poll(complaint, SOON).toMatch(/refused by the policy: style-src-elem inline/);
    untilQuiet();
  });

  it("complains of a request to another host, which the policy holds back, and of one without a policy", async () => {
    const { port } = elsewhere.address() as AddressInfo; // it listens on a port
    const ask = (on: Page) =>
      on.evaluate((url) => void fetch(url, { mode: "no-cors" }).catch(() => {}), `http://127.0.0.1:${port}/`);
    await ask(page);
    await expect.poll(complaint, SOON).toMatch(/refused by the policy: connect-src/);
    untilQuiet();
    const free = await stage.page(null, { bypassCSP: true });
    await free.goto("/sign-in");
    await ask(free);
    await expect.poll(complaint, SOON).toMatch(`asked another host: http://127.0.0.1:${port}/`);
    untilQuiet();
  });

  it("complains of what a page says to its console, and of an error that nobody caught", async () => {
    await page.evaluate(() => console.warn("something is odd"));
    await expect.poll(complaint, SOON).toContain("console: something is odd");
    await page.evaluate(() => void setTimeout(() => Promise.reject(new Error("nobody caught this"))));
    await expect.poll(complaint, SOON).toContain("uncaught: nobody caught this");
    untilQuiet();
  });
});

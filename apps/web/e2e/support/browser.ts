import { existsSync } from "node:fs";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Cookie,
  chromium,
  type Page,
} from "playwright-core";
import { chromiumAt, mustHaveBrowser } from "./env.ts";
import { isSignedIn, person, type Standing, signedIn } from "./people.ts";
import { startTurnbolt, type Turnbolt, type TurnboltOptions } from "./turnbolt.ts";
import { type Faults, watchedPage } from "./watched-page.ts";

/** For `describe.skipIf`: there is no browser here, and nobody said that there must be one. */
export const noBrowser = !existsSync(chromiumAt) && !mustHaveBrowser;

const DEADLINE_MS = 10_000;

export interface Stage {
  readonly turnbolt: Turnbolt;
  readonly browser: Browser;
  /** A page in a browser of its own, signed in as a person who stands like this; `null`: nobody. */
  page(as: Standing | null, options?: BrowserContextOptions): Promise<Page>;
  /** Fails when any page so far broke its policy, asked another host, or had an error; then forgets them. */
  assertNoFaults(): void;
  /** Takes away one fault that the test has brought about on purpose. */
  forgive(pattern: RegExp): void;
  stop(): Promise<void>;
}

/** One server and one browser for all tests of a file. */
export async function openStage(options: TurnboltOptions = {}): Promise<Stage> {
  const [turnbolt, browser] = await Promise.all([
    startTurnbolt(options),
    chromium.launch({ executablePath: chromiumAt, args: ["--no-sandbox", "--disable-dev-shm-usage"] }),
  ]);
  const faults: Faults = [];
  const people = new Map<Standing, Promise<string>>();
  const emailOf = (as: Standing) => {
    const known = people.get(as) ?? person(turnbolt, as === "installation-admin" ? "Ada" : `One-${as}`, as);
    people.set(as, known);
    return known;
  };
  const sessions = new Map<Standing, Cookie[]>();
  /** Everybody signs in once, as long as that lasts: more than ten tries a minute are refused. */
  const enter = async (context: BrowserContext, as: Standing) => {
    await context.addCookies(sessions.get(as) ?? []);
    if (sessions.has(as) && (await isSignedIn(context, turnbolt))) return;
    await signedIn(context, turnbolt, await emailOf(as));
    sessions.set(as, await context.cookies());
  };
  return {
    turnbolt,
    browser,
    page: async (as, more = {}) => {
      const context = await browser.newContext({ baseURL: turnbolt.url, reducedMotion: "reduce", ...more });
      context.setDefaultTimeout(DEADLINE_MS);
      if (as) await enter(context, as);
      return await watchedPage(context, turnbolt.url, faults);
    },
    assertNoFaults: () => {
      const found = faults.splice(0);
      if (found.length > 0) throw new Error(`pages had faults:\n${found.join("\n")}`);
    },
    forgive: (pattern) => {
      const kept = faults.filter((fault) => !pattern.test(fault));
      faults.splice(0, faults.length, ...kept);
    },
    stop: async () => {
      await browser.close();
      await turnbolt.stop();
    },
  };
}

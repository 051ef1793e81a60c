import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import buildProducts from "../../../tooling/publish/build-products.ts";
import { openStage, type Stage } from "./support/browser.ts";
import { smallCompany } from "./support/scene.ts";
import { aTeam } from "./support/team.ts";
import { nameAccounts, next } from "./support/wizard.ts";

/** A screen to take a picture of: its path, and what to wait for before. */
interface Shot {
  readonly name: string;
  readonly path: (ids: readonly string[], stage: Stage) => string | Promise<string>;
  readonly ready: (page: Page) => Promise<unknown>;
}

const heading = (name: string) => (page: Page) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** Every screen, one each. */
const SHOTS: readonly Shot[] = [
  { name: "overview", path: () => "/", ready: heading("Overview") },
  {
    name: "rotations",
    path: () => "/rotations",
    ready: (page) => page.getByRole("link", { name: "billing-db" }).waitFor(),
  },
  {
    name: "rotation",
    path: ([id]) => `/rotations/${id}`,
    ready: (page) => page.locator("[data-version]").first().waitFor(),
  },
  {
    name: "run",
    path: async ([rotationId = ""], { turnbolt }) => {
      const { runs } = await turnbolt.client.runs.list.query({ rotationId });
      return `/runs/${runs.find(({ kind }) => kind === "rotate")?.id ?? runs[0]?.id}`;
    },
    ready: (page) => page.getByRole("table", { name: "Steps" }).waitFor(),
  },
  {
    name: "calendar",
    path: () => "/calendar",
    ready: (page) => page.getByRole("table", { name: "Runs by day" }).getByRole("link").first().waitFor(),
  },
  {
    name: "secrets",
    path: () => "/secrets",
    ready: (page) =>
      page
        .getByRole("button", { name: /^Show / })
        .first()
        .waitFor(),
  },
  {
    name: "audit",
    path: () => "/audit",
    ready: (page) => page.getByRole("button", { name: "rotation.created" }).first().waitFor(),
  },
  { name: "new-rotation", path: () => "/rotations/new?type=postgres-credentials", ready: toSchedule },
  {
    name: "connections",
    path: () => "/connections",
    ready: (page) => page.getByText("Works").first().waitFor(),
  },
  {
    name: "connection",
    path: async (_, { turnbolt }) => {
      const { appConnections } = await turnbolt.client.connections.list.query({});
      return `/connections/${appConnections[0]?.id}`;
    },
    ready: (page) => page.getByLabel("Host").waitFor(),
  },
  {
    name: "plugins",
    path: () => "/plugins",
    ready: (page) => page.getByRole("link", { name: "PostgreSQL credentials" }).waitFor(),
  },
  {
    name: "plugin",
    path: () => "/plugins/postgres-credentials",
    ready: (page) => page.getByLabel("Host").waitFor(),
  },
  {
    name: "access",
    path: async (_, stage) => {
      await aTeam(stage.turnbolt);
      return "/access";
    },
    ready: (page) => page.getByText("grace@example.com").waitFor(),
  },
  {
    name: "access-machine",
    path: async (_, { turnbolt }) => {
      const machineId = await aTeam(turnbolt);
      return `/access?tab=machines&machine=${machineId}`;
    },
    ready: (page) => page.getByText("the runners").waitFor(),
  },
  {
    name: "settings",
    path: async (_, stage) => {
      await someAreTold(stage);
      return "/settings?tab=notifications";
    },
    ready: (page) => page.getByRole("link", { name: "deployments" }).waitFor(),
  },
];

/** A webhook for everything, and a chat for one project. */
async function someAreTold({ turnbolt: { client, projectId } }: Stage): Promise<void> {
  if ((await client.channels.list.query({})).channels.length > 0) return;
  const settings = { url: "https://deploy.example.com/hooks/turnbolt" };
  await client.channels.create.mutate({ kind: "webhook", name: "deployments", settings });
  const chat = { url: "https://hooks.chat.example.com/services/T0/B0" };
  await client.channels.create.mutate({ kind: "slack", name: "on call", projectId, settings: chat });
}

/** Through the steps of a new rotation as far as its schedule. */
async function toSchedule(page: Page): Promise<void> {
  await page.getByRole("radio", { name: "main-cluster" }).check();
  await next(page, "target");
  await nameAccounts(page, "web_a", "web_b");
  await next(page, "schedule");
  await page.getByText("dashed: planned").waitFor();
}

const FOLDER = process.argv[2] ?? join(import.meta.dirname, "../../../docs/screenshots");
/** Elsewhere they are for looking closely. */
const IS_FOR_DOCS = process.argv[2] === undefined;
const ONLY = process.argv.slice(3);

/** `pnpm screenshots [folder] [names…]`: each screen, light and dark, and narrow when the folder is not the one of the docs. */
async function main(): Promise<void> {
  buildProducts();
  mkdirSync(FOLDER, { recursive: true });
  const stage = await openStage();
  try {
    const { ids } = await smallCompany(stage.turnbolt);
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await stage.page("installation-admin", {
        colorScheme,
        viewport: { width: 1280, height: 800 },
      });
      for (const shot of chosen()) await take(page, shot, ids, `${shot.name}-${colorScheme}`, stage);
      await page.context().close();
    }
    if (IS_FOR_DOCS) return;
    const page = await stage.page("installation-admin", { viewport: { width: 375, height: 740 } });
    for (const shot of chosen()) await take(page, shot, ids, `${shot.name}-narrow`, stage);
  } finally {
    await stage.stop();
  }
}

const chosen = () => SHOTS.filter(({ name }) => ONLY.length === 0 || ONLY.includes(name));

async function take(
  page: Page,
  shot: Shot,
  ids: readonly string[],
  file: string,
  stage: Stage,
): Promise<void> {
  await page.goto(await shot.path(ids, stage));
  await shot.ready(page);
  await page.waitForLoadState("networkidle");
  const path = join(FOLDER, file);
  if (!IS_FOR_DOCS) await page.screenshot({ path: `${path}.png`, animations: "disabled", caret: "hide" });
  else {
    const browser = await page.context().newCDPSession(page);
    const { data } = await browser.send("Page.captureScreenshot", { format: "webp", quality: 82 });
    writeFileSync(`${path}.webp`, Buffer.from(data, "base64"));
  }
  console.log(file);
}

await main();

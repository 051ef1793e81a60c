import { expect, it } from "vitest";
import { doorOf } from "./support/door.ts";
import { turns } from "./support/turns.ts";

const { door, ask } = doorOf(turns);
const get = async (path: string) => {
  const response = await door.fetch(new Request(`http://turnbolt.test${path}`), {
    services: {} as never,
    actor: null,
    refusal: null,
    from: { address: null, requestId: "r" },
    requestId: "r",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

it("lists every operation of the document, to everybody", async () => {
  const { status, text } = await get("/docs");
  expect(status).toBe(200);
  const operations = Object.values(door.document().paths).flatMap((methods) => Object.values(methods));
  for (const { operationId } of operations) expect(text).toContain(`#${operationId}"`);
});

it("has a page for each chapter, with fields, examples and answers", async () => {
  for (const { name } of door.document().tags) expect((await get(`/docs/${name}`)).status).toBe(200);
  const { text } = await get("/docs/lamp-password");
  expect(text).toContain('<code>parameters.bulb</code> <span class="needed">required</span>');
  expect(text).toContain("curl --request POST &quot;$TURNBOLT_URL/api/v2/turns/lamp-password&quot;");
  expect(text).toContain("<strong>504</strong>");
});

it("needs nothing from outside and runs nothing inline", async () => {
  for (const path of ["/docs", "/docs/lamp-password"]) {
    const { headers, text } = await get(path);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'self'; script-src 'self'/,
    );
    expect(text).not.toMatch(
      /<style|style="|\son\w+=|javascript:|<script(?! src="\/docs\/search\.js"><\/script>)/,
    );
    for (const [, url = ""] of text.matchAll(/(?:src|href)="([^"]*)"/g)) expect(url).toMatch(/^[#/]/);
  }
  expect((await get("/docs/style.css")).text).not.toMatch(/url\(|@import/);
});

it("writes what a plugin says as text, never as markup", async () => {
  const { text } = await get("/docs/machine-logins");
  expect(text).toContain("Log in &lt;b&gt;here");
  expect(text).not.toContain("<b>");
});

it("says where there is no such page", async () => {
  expect((await ask("GET", "/docs/none")).body).toMatchObject({ statusCode: 404, error: "NotFound" });
});

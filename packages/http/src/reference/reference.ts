import { Hono } from "hono";
import type { OpenApiDocument } from "../openapi/document.ts";
import { chapterPage, indexPage } from "./pages.ts";
import { search } from "./search.ts";
import { style } from "./style.ts";

/** Nothing from outside, nothing inline. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The document, and pages made from it for people: `/openapi.json`, `/api/docs/json`, `/docs`. For everybody. */
export function reference(document: () => OpenApiDocument): Hono {
  let text: string | undefined;
  const app = new Hono({ strict: false });
  for (const path of ["/openapi.json", "/api/docs/json"]) {
    app.get(path, (context) => {
      text ??= JSON.stringify(document());
      return context.body(text, 200, { "content-type": "application/json" });
    });
  }
  const head = { "content-security-policy": POLICY };
  app.get("/docs/style.css", ({ body }) => body(style, 200, { "content-type": "text/css; charset=utf-8" }));
  app.get("/docs/search.js", ({ body }) =>
    body(search, 200, { "content-type": "text/javascript; charset=utf-8" }),
  );
  app.get("/docs", (context) => context.html(indexPage(document()), 200, head));
  app.get("/docs/:chapter", (context) => {
    const page = chapterPage(document(), context.req.param("chapter"));
    return page ? context.html(page, 200, head) : context.notFound();
  });
  return app;
}

import { answerCheck, complaintsAbout } from "@turnbolt/answers";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "../src/index.ts";
import { doorOf, json } from "./support/door.ts";
import { turns } from "./support/turns.ts";

const { ask, door } = doorOf(turns);
const document = door.document();
const ID = "3f2b6c1e-8d5a-4c7b-9e01-5a6d7c8b9e0f";

describe("the document", () => {
  it("has nothing that two linters complain about, its examples included", async () => {
    expect(await complaintsAbout(document)).toEqual([]);
  });

  it("is seen to be wrong by each of them", async () => {
    const path = document.paths["/api/v1/check"]?.post;
    const wrong = {
      ...document,
      paths: { "/api/v1/check/{id}": { post: { ...path, responses: { nothing: {} } } } },
    };
    const complaints = await complaintsAbout(wrong as never);
    expect(complaints).toEqual(
      expect.arrayContaining([expect.stringMatching(/^struct: /), expect.stringMatching(/^\[/)]),
    );
  });

  it("is given at both of its places, to everybody", async () => {
    for (const path of ["/openapi.json", "/api/docs/json", "/api/docs/json/"]) {
      expect((await ask("GET", path, {}, { actor: null })).body).toEqual(
        JSON.parse(JSON.stringify(document)),
      );
    }
  });

  it("has each plugin's own operations, with names of their own", () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(
      expect.arrayContaining(["turns.create.lamp-password", "turns.create.gate-token", "turns.list.alias1"]),
    );
    expect(document.tags).toContainEqual({
      name: "lamp-password",
      description: "Secret rotations: Lamp password",
    });
  });

  it("shows what a caller sends: no field of the path twice, none that headers stand for", () => {
    const rotate = document.paths["/api/v2/turns/lamp-password/{turnId}/rotate"]?.post;
    expect(rotate?.parameters.map(({ name, in: where }) => `${where} ${name}`)).toEqual([
      "path turnId",
      "header prefer",
      "header idempotency-key",
    ]);
    expect(rotate?.requestBody).toBeUndefined();
    expect(Object.keys(rotate?.responses ?? {}).sort()).toEqual([
      "200",
      "202",
      "400",
      "401",
      "403",
      "404",
      "409",
      "413",
      "422",
      "429",
      "500",
      "504",
    ]);
  });

  it("gives an example that can be sent as it stands", () => {
    const body =
      document.paths["/api/v2/turns/lamp-password"]?.post?.requestBody?.content["application/json"];
    expect(body?.example).toEqual({ name: "name", parameters: { bulb: "b1" }, days: 30 });
  });

  it("says that people have a session where they do", async () => {
    const { security, components } = openApiDocument(door.routes, {
      version: "1",
      sessionCookie: "turnbolt",
    });
    expect(security).toEqual([{ token: [] }, { session: [] }]);
    expect(components.securitySchemes).toHaveProperty("session.name", "turnbolt");
    expect(document.security).toEqual([{ token: [] }]);
  });

  it("says which operations need no token", () => {
    expect(document.paths["/api/v1/login"]?.post?.security).toEqual([]);
    expect(document.paths["/api/v1/check"]?.post?.security).toBeUndefined();
  });
});

describe("an answer is held against the document", () => {
  const check = answerCheck(document);
  const held = async (method: string, pathname: string, init?: RequestInit) => {
    const { status, headers, text } = await ask(method, pathname, init);
    check({ method, pathname, status, headers: new Headers(headers), text });
    return status;
  };

  it.each([
    ["POST", "/api/v2/turns/lamp-password", json({ name: "n", parameters: { bulb: "b" } }), 200],
    ["POST", "/api/v2/turns/lamp-password", json({ name: "N" }), 422],
    ["GET", "/api/v2/turns", {}, 200],
    ["GET", "/api/v1/turns/", {}, 200],
    ["GET", `/api/v2/turns/lamp-password/${ID}`, {}, 200],
    ["GET", `/api/v2/turns/lamp-password/${ID}`, { headers: { "if-none-match": "*" } }, 304],
    ["POST", `/api/v2/turns/lamp-password/${ID}/rotate`, {}, 200],
    ["POST", `/api/v2/turns/lamp-password/${ID}/rotate`, { headers: { prefer: "respond-async" } }, 202],
    ["POST", "/api/v1/check", {}, 204],
    ["PUT", "/api/v1/check", {}, 405],
    ["GET", "/api/v2/nothing", {}, 404],
  ])("%s %s", async (method, path, init, status) => {
    expect(await held(method, path, init)).toBe(status);
  });

  it("and one that breaks its promise is seen", async () => {
    // The same answer under the type whose parameters it does not have.
    await expect(held("DELETE", `/api/v2/turns/lamp-password/${ID}`)).resolves.toBe(200);
    await expect(held("DELETE", `/api/v2/turns/gate-token/${ID}`)).rejects.toThrow(
      /parameters must have required property 'gate'/,
    );
  });

  const given = (over: object) => ({
    method: "POST",
    pathname: "/api/v1/check",
    status: 204,
    headers: new Headers(),
    text: "",
    ...over,
  });
  it.each([
    ["a status that is not promised", { status: 201 }, /promises 204, 400/],
    ["a body where none is promised", { text: "{}" }, /promises none/],
    [
      "another content type",
      { pathname: "/api/v1/table", method: "GET", status: 200, text: "a" },
      /promises text\/csv/,
    ],
    ["a refusal with another body", { status: 400, text: '{"message":"no"}' }, /required property 'reqId'/],
    [
      "a success where there is no operation",
      { pathname: "/api/v1/none", status: 200 },
      /does not know this operation/,
    ],
    [
      "a request id that is not the header's",
      {
        status: 400,
        headers: new Headers({ "x-request-id": "other" }),
        text: '{"reqId":"r","statusCode":400,"error":"BadRequest","message":"no"}',
      },
      /names the request r, its header other/,
    ],
    [
      "a refusal whose header has no request id",
      { status: 400, text: '{"reqId":"r","statusCode":400,"error":"BadRequest","message":"no"}' },
      /names the request r, its header null/,
    ],
  ])("so is %s", (_, over, message) => {
    expect(() => check(given(over))).toThrow(message);
  });
});

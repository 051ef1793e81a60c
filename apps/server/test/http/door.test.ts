import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aMachine } from "../support/machines.ts";
import { startTurnbolt, type Turnbolt } from "../support/turnbolt.ts";

let turnbolt: Turnbolt;
beforeAll(async () => {
  turnbolt = await startTurnbolt();
}, 60_000);
afterAll(() => turnbolt.stop());

describe("the HTTP door", () => {
  it("shows its document and its reference to everybody", async () => {
    for (const path of [
      "/openapi.json",
      "/api/docs/json",
      "/docs",
      "/docs/",
      "/docs/projects",
      "/docs/style.css",
    ]) {
      expect((await turnbolt.http("GET", path, undefined, { token: null })).status).toBe(200);
    }
    const { body } = await turnbolt.http("GET", "/openapi.json");
    expect(body.openapi).toBe("3.1.1");
  });

  it("lets nobody in without a token, and tells each refusal in the same body under its id", async () => {
    for (const path of ["/api/v1/projects", "/api/v1/projects/"]) {
      const { status, headers, body } = await turnbolt.http("GET", path, undefined, { token: null });
      expect({ status, body }).toEqual({
        status: 401,
        body: {
          reqId: expect.stringMatching(/\S/),
          statusCode: 401,
          error: "Unauthorized",
          message: "A token is needed.",
        },
      });
      expect(headers.get("www-authenticate")).toBe("Bearer");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("lets a machine log in with JSON and with a form, with a slash at the end and without", async () => {
    const machine = await aMachine(turnbolt, {});
    const { clientId, clientSecret } = machine;
    const form = new URLSearchParams({ clientId, clientSecret }).toString();
    for (const path of ["/api/v1/auth/universal-auth/login", "/api/v1/auth/universal-auth/login/"]) {
      for (const body of [{ clientId, clientSecret }, form]) {
        const answer = await turnbolt.http("POST", path, body, { token: null });
        expect(answer.status).toBe(200);
        expect(Object.keys(answer.body)).toEqual([
          "accessToken",
          "expiresIn",
          "accessTokenMaxTTL",
          "tokenType",
        ]);
      }
    }
  });

  it("does what the other door does", async () => {
    const { status, body } = await turnbolt.http("POST", "/api/v2/workspace", {
      projectName: "Shop",
      unknown: 1,
    });
    expect(status).toBe(200);
    const { projects } = await turnbolt.client.projects.list.query();
    expect(projects).toContainEqual(expect.objectContaining({ id: body.project.id, name: "Shop" }));
  });

  it("says field by field what is wrong with an input", async () => {
    const { status, body } = await turnbolt.http("POST", "/api/v1/projects", { projectName: 7 });
    expect(status).toBe(422);
    expect(body.message).toEqual([{ path: ["projectName"], message: expect.any(String) }]);
  });

  it("takes no body that is too large", async () => {
    const { status, body } = await turnbolt.http("POST", "/api/v1/projects", {
      projectName: "x".repeat(2_000_000),
    });
    expect({ status, error: body.error }).toEqual({ status: 413, error: "PayloadTooLarge" });
  });

  it("knows nothing of other paths, and says which methods go where", async () => {
    expect((await turnbolt.http("GET", "/api/v1/nothing")).status).toBe(404);
    const { status, headers } = await turnbolt.http("PUT", "/api/v1/projects");
    expect([status, headers.get("allow")]).toEqual([405, "GET, POST"]);
  });
});

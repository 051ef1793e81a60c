import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keys, startKeys } from "../support/keys.ts";
import { aMachine } from "../support/machines.ts";
import { TOKEN } from "../support/turnbolt.ts";

let keys: Keys;
let url: string;
beforeAll(async () => {
  keys = await startKeys();
  url = keys.server.url ?? "";
}, 60_000);
afterAll(() => keys.stop());

const read = (token: string | null) =>
  fetch(`${url}/metrics`, { headers: token === null ? {} : { authorization: `Bearer ${token}` } });

/** The figures by name and labels. */
async function figures(token: string): Promise<Readonly<Record<string, number>>> {
  const lines = (await (await read(token)).text()).split("\n");
  const values = lines.filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    values.map((line) => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]),
  );
}

describe("what a monitor reads", () => {
  it("tells what fails and what ended, and names nothing", async () => {
    const before = await figures(TOKEN);
    const { id } = await keys.create("watched");
    keys.target.refuse("issue");
    await keys.client.rotations.rotate.mutate({ rotationId: id, force: true }).catch(() => null);
    keys.target.refuse(null);
    const after = await figures(TOKEN);
    expect(after['turnbolt_rotations{state="failing"}']).toBe(1);
    const gained = (name: string) => (after[name] ?? Number.NaN) - (before[name] ?? Number.NaN);
    expect(gained('turnbolt_runs_today{outcome="succeeded"}')).toBe(1);
    expect(gained('turnbolt_runs_today{outcome="failed"}')).toBe(1);
    expect(after.process_resident_memory_bytes).toBeGreaterThan(1_000_000);
    const text = await (await read(TOKEN)).text();
    for (const name of ["watched", "KEY_WATCHED", id, keys.connected.projectId])
      expect(text).not.toContain(name);
  });

  it("is in the format that Prometheus knows: each line explained once, and nothing else", async () => {
    const answer = await read(TOKEN);
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await answer.text();
    expect(text).toMatch(
      /^(# HELP (\w+) [^\n]+\n# TYPE \2 (gauge|counter)\n(\2(\{\w+="[^"\\\n]*"\})? -?\d+(\.\d+)?(e[+-]?\d+)?\n)+)+$/,
    );
  });

  it("is for those who are recognised, each with what they may read", async () => {
    expect((await read(null)).status).toBe(401);
    expect((await read("nobody-knows-this-one")).status).toBe(401);
    const here = { client: keys.client, url };
    const { project } = await keys.client.projects.create.mutate({ projectName: "Elsewhere" });
    const failing = async (projectId: string) => {
      const { logIn } = await aMachine(here, { roles: { [projectId]: "viewer" } });
      const { accessToken } = await logIn();
      return (await figures(accessToken))['turnbolt_rotations{state="failing"}'];
    };
    expect(await failing(keys.connected.projectId)).toBe(1);
    expect(await failing(project.id)).toBe(0);
  });
});

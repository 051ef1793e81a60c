import { describe, expect, it } from "vitest";
import { lend } from "./lend.ts";
import { httpServer, tcpServer } from "./servers.ts";

describe("an address", () => {
  it.each([
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",
    "::",
    "224.0.0.1",
  ])("where nothing of a person's is, is never contacted: %s", async (address) => {
    const { runtime } = lend();
    await expect(runtime.resolve(address)).rejects.toMatchObject({ code: "invalid" });
    await expect(runtime.socket(address, 80)).rejects.toMatchObject({ code: "invalid" });
  });

  it.each(["127.0.0.1", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "fd12::1"])(
    "of a private network is contacted, unless that is blocked: %s",
    async (address) => {
      expect(await lend().runtime.resolve(address)).toEqual([address]);
      const blocked = lend({}, { blockPrivate: true });
      await expect(blocked.runtime.resolve(address)).rejects.toMatchObject({ code: "invalid" });
    },
  );

  it("of our own database is not contacted, by its port", async () => {
    const [ours, other] = await Promise.all([tcpServer(), tcpServer()]);
    const isOurs = (address: string, port: number) => address === "127.0.0.1" && port === ours.port;
    const { runtime, close } = lend({}, { isOurs });
    await expect(runtime.socket("127.0.0.1", ours.port)).rejects.toMatchObject({ code: "invalid" });
    await expect(runtime.socket("127.0.0.1", other.port)).resolves.toBeDefined();
    await expect(runtime.fetch(`http://localhost:${ours.port}/`)).rejects.toThrow();
    close();
  });

  it("that is forbidden is not reached by a redirect either", async () => {
    const port = await httpServer((_, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
    });
    const { runtime, close } = lend();
    await expect(runtime.fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      cause: { code: "invalid" },
    });
    close();
  });
});

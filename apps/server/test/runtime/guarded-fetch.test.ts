import type { RawAnswer } from "@turnbolt/core";
import { describe, expect, it } from "vitest";
import { authority } from "./certificates.ts";
import { lend, standStill } from "./lend.ts";
import { connectProxy, httpServer, httpsServer, tcpServer } from "./servers.ts";

describe("fetch of the host", () => {
  it("sends and reads", async () => {
    const port = await httpServer((request, response) => void request.pipe(response));
    const { runtime, close } = lend();
    const response = await runtime.fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "echo" });
    expect([response.status, await response.text()]).toEqual([200, "echo"]);
    close();
  });

  it("sends nothing after the deadline, when the process stood still", async () => {
    let requests = 0;
    const port = await httpServer((_, response) => {
      requests++;
      response.end("first");
    });
    const { runtime } = lend({ deadline: performance.now() + 150 });
    const url = `http://127.0.0.1:${port}/`;
    expect(await (await runtime.fetch(url)).text()).toBe("first");
    standStill(170);
    await expect(runtime.fetch(url, { method: "POST", body: "too late" })).rejects.toThrow();
    expect(requests).toBe(1);
  });

  it("gives up at the deadline when no answer comes", async () => {
    const server = await tcpServer();
    const { runtime } = lend({ deadline: performance.now() + 100 });
    await expect(runtime.fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    expect(runtime.signal.aborted).toBe(true);
  });

  it("checks the certificate and its name; a private authority is trusted when it is given", async () => {
    const port = await httpsServer((_, response) => void response.end("private"));
    const { runtime, close } = lend();
    await expect(runtime.fetch(`https://localhost:${port}/`)).rejects.toThrow();
    const response = await runtime.fetch(`https://localhost:${port}/`, { caCertificate: authority });
    expect(await response.text()).toBe("private");
    await expect(
      runtime.fetch(`https://other.localhost:${port}/`, { caCertificate: authority }),
    ).rejects.toThrow();
    close();
  });

  it("asks a proxy for nothing that is forbidden, and leaves to it the names that it alone knows", async () => {
    const port = await httpsServer((_, response) => void response.end("behind the proxy"));
    const proxy = await connectProxy(port);
    const known: Record<string, string[]> = { "inside.test": ["169.254.169.254"] };
    const lookup = async (name: string) => known[name] ?? Promise.reject(new Error("ENOTFOUND"));
    const { runtime, close } = lend({}, { lookup });
    const init = { caCertificate: authority, proxyUrl: `http://127.0.0.1:${proxy.port}` };
    for (const url of ["http://169.254.169.254/", "https://[fe80::1]/", "http://inside.test/"]) {
      await expect(runtime.fetch(url, init)).rejects.toThrow();
    }
    expect(proxy.heads).toEqual([]);
    await expect(runtime.fetch("https://elsewhere.test:8443/", init)).rejects.toThrow();
    expect(proxy.heads).toEqual([expect.stringContaining("CONNECT elsewhere.test:8443 ")]);
    close();
  });

  it("goes through a proxy, with its login, and encrypted to the target all the way", async () => {
    const port = await httpsServer((_, response) => void response.end("behind the proxy"));
    const proxy = await connectProxy(port);
    const { runtime, close } = lend();
    const response = await runtime.fetch("https://localhost:8443/", {
      caCertificate: authority,
      proxyUrl: `http://me:secret@127.0.0.1:${proxy.port}`,
    });
    expect(await response.text()).toBe("behind the proxy");
    expect(proxy.heads[0]).toContain("CONNECT localhost:8443 HTTP/1.1");
    expect(proxy.heads[0]).toContain(`Proxy-Authorization: Basic ${btoa("me:secret")}`);
    close();
  });
});

describe("an answer that is to be kept", () => {
  const keeping = () => {
    const kept: RawAnswer[] = [];
    return { kept, keep: async (answer: RawAnswer) => void kept.push(answer) };
  };

  it("is handed over before the provider sees it", async () => {
    const port = await httpServer((_, response) => void response.writeHead(201).end('{"secret":"s"}'));
    const { kept, keep } = keeping();
    const { runtime, close } = lend({ keep });
    const response = await runtime.fetch(`http://127.0.0.1:${port}/`, { method: "POST" });
    expect(kept).toEqual([{ status: 201, body: '{"secret":"s"}', complete: true }]);
    expect(await response.json()).toEqual({ secret: "s" });
    close();
  });

  it("is not given to the provider when it could not be kept", async () => {
    const port = await httpServer((_, response) => void response.end("made"));
    const keep = () => Promise.reject(new Error("the disk is full"));
    const { runtime, close } = lend({ keep });
    await expect(runtime.fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow("the disk is full");
    close();
  });

  it("is kept as far as it came when the connection breaks", async () => {
    const server = await tcpServer((socket) => {
      socket.once("data", () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"secret":"first half');
        setTimeout(() => socket.destroy(), 50);
      });
    });
    const { kept, keep } = keeping();
    const { runtime, close } = lend({ keep });
    await expect(runtime.fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
    expect(kept).toEqual([{ status: 200, body: '{"secret":"first half', complete: false }]);
    close();
  });

  it("is not kept when the target said no", async () => {
    const port = await httpServer((_, response) => void response.writeHead(400).end("no"));
    const { kept, keep } = keeping();
    const { runtime, close } = lend({ keep });
    expect((await runtime.fetch(`http://127.0.0.1:${port}/`)).status).toBe(400);
    expect(kept).toEqual([]);
    close();
  });
});

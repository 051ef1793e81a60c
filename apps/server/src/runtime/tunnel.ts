import type { Socket } from "node:net";

/** More than any proxy's answer to CONNECT. */
const LONGEST_ANSWER = 16_384;

/** Asks a proxy to pass everything on to a host; the socket is the host's from then on. */
export async function tunnel(
  socket: Socket,
  target: { readonly host: string; readonly port: number },
  proxy: URL,
): Promise<void> {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const authority = `${host}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, ...credentials(proxy)];
  const answer = headOf(socket);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const [status = ""] = (await answer).split("\r\n");
  if (/^HTTP\/1\.[01] 2\d\d/.test(status)) return;
  socket.destroy();
  throw new Error(`the proxy ${proxy.host} refused the way to ${authority} (${status.slice(9, 12)})`);
}

function credentials({ username, password }: URL): readonly string[] {
  if (username === "" && password === "") return [];
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return [`Proxy-Authorization: Basic ${Buffer.from(login).toString("base64")}`];
}

/** Reads up to the empty line and puts back what came behind it. */
function headOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const stop = () => {
      socket.off("readable", more).off("error", fail).off("close", closed);
    };
    const fail = (error: Error) => {
      stop();
      reject(error);
    };
    const closed = () => fail(new Error("the proxy closed the connection"));
    const more = () => {
      for (let bytes: Buffer | null = socket.read(); bytes; bytes = socket.read()) {
        seen = Buffer.concat([seen, bytes]);
      }
      const end = seen.indexOf("\r\n\r\n");
      if (end < 0) {
        if (seen.length > LONGEST_ANSWER) socket.destroy(new Error("the proxy's answer is too long"));
        return;
      }
      stop();
      if (seen.length > end + 4) socket.unshift(seen.subarray(end + 4));
      resolve(seen.subarray(0, end).toString("latin1"));
    };
    socket.on("readable", more).once("error", fail).once("close", closed);
  });
}

import { isIP, type Socket } from "node:net";
import { connect as startTls } from "node:tls";
import { dial, type Runtime } from "@turnbolt/core";
import type { Client as Driver } from "ldapts";
import { type As, explained } from "./errors.ts";
import { type Connection, placeFor } from "./schema.ts";

export interface Login {
  readonly dn: string;
  readonly password: string;
}

/** One bind at the directory; nothing of it is ever opened again by itself. */
export interface Session {
  /** Who it is bound as. */
  readonly login: Login;
  /** Does something with the driver, its errors told in our words. */
  run<T>(work: (driver: Driver) => Promise<T>): Promise<T>;
  end(): void;
}

const ANSWER_MS = 10_000;

/** Binds over a socket of the host; the call's signal cuts it off. The driver is loaded here. */
export async function bind(to: Connection, login: Login, runtime: Runtime, as: As): Promise<Session> {
  const { Client } = await import("ldapts");
  const place = placeFor(to);
  const told = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw explained(error, to.url, as);
    }
  };
  // On Node the host lends sockets of Node.
  const socket = (await told(dial(runtime, place, "ldap-password"))) as Socket;
  const cut = () => void socket.destroy();
  runtime.signal.addEventListener("abort", cut, { once: true });
  const driver = new Client({
    url: `${place.secure ? "ldaps" : "ldap"}://${isIP(place.host) === 6 ? `[${place.host}]` : place.host}:${place.port}`,
    timeout: ANSWER_MS,
    connectTimeout: ANSWER_MS,
    strictDN: false,
    ...waysOver(socket, to, place.host),
  });
  const end = () => {
    runtime.signal.removeEventListener("abort", cut);
    socket.destroy();
  };
  try {
    await told(driver.bind(login.dn, login.password));
  } catch (error) {
    end();
    throw error;
  }
  return { login, run: (work) => told(work(driver)), end };
}

/** Binds as an account, and leaves. */
export async function logIn(connection: Connection, login: Login, runtime: Runtime): Promise<void> {
  const session = await bind(connection, login, runtime, "credential");
  session.end();
}

/** The driver would connect again by itself, as nobody: it gets the one socket, once. */
function waysOver(socket: Socket, to: Connection, host: string) {
  let given = false;
  const once = <T>(make: () => T) => {
    if (given) throw Object.assign(new Error("the connection was closed"), { code: "CONNECTION_CLOSED" });
    given = true;
    return make();
  };
  const tls = {
    socket,
    host,
    servername: isIP(host) ? "" : host,
    rejectUnauthorized: to.sslRejectUnauthorized,
    ...(to.sslCertificate === undefined ? {} : { ca: to.sslCertificate }),
  };
  return {
    createConnection: () => once(() => socket),
    createSecureConnection: () => once(() => startTls(tls)),
  };
}

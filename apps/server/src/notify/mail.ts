import { isIP } from "node:net";
import { getCACertificates } from "node:tls";
import { createTransport } from "nodemailer";
import { dial, type Guard } from "../runtime/dial.ts";
import type { Result } from "./result.ts";

/** A server that takes mail from us. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly caCertificate?: string | undefined;
}

export interface Mail {
  /** Mail programs show what has the same one once. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail to the server; it is taken when the server says so for every recipient. */
export async function mail(
  server: MailServer,
  { id, to, subject, text }: Mail,
  guard: Guard,
): Promise<Result> {
  const { host, port, security, user, password = "", from, caCertificate } = server;
  const socket = await dial(host, port, guard);
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: {
      ...(isIP(host) ? {} : { servername: host }),
      ...(caCertificate !== undefined && { ca: [...getCACertificates("default"), caCertificate] }),
    },
    ...(user !== undefined && { auth: { user, pass: password } }),
    getSocket: (_options, done) => done(null, { connection: socket }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({
      messageId: `<${id}@turnbolt>`,
      from,
      to: [...to],
      subject,
      text,
      headers: { "auto-submitted": "auto-generated" },
    });
    if (rejected.length === 0) return { ok: true, status: null };
    return { ok: false, status: null, error: `the mail server refuses ${rejected.length} of the recipients` };
  } finally {
    transport.close();
    socket.destroy();
  }
}

import type { MailServer } from "./mail.ts";

/** The mail server that a URL names. */
export function mailServerOf(text: string | undefined, from: string | undefined): MailServer | null {
  if (text === undefined || from === undefined) return null;
  const { protocol, hostname, port, username, password, searchParams } = new URL(text);
  const tls = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (tls ? 465 : 587),
    security: tls ? "tls" : searchParams.get("security") === "none" ? "none" : "starttls",
    ...(username !== "" && { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
    from,
  };
}

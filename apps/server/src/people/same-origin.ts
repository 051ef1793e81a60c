/**
 * Does a page of ours send this? A browser says where a request comes from, and a page cannot make it say otherwise; what
 * says nothing is no browser of today, and has no business with cookies.
 */
export function isFromOurPage(request: Request, publicUrl: string | undefined): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = request.headers.get("origin");
  if (origin === null) return site === "same-origin";
  return originsOf(request, publicUrl).includes(origin);
}

/** Requests that change nothing, wherever they come from. */
export const isSafe = ({ method }: Request): boolean => ["GET", "HEAD", "OPTIONS"].includes(method);

/** Where we are known to be, and wherever the browser found us; where we are over https, nowhere without. */
function originsOf(request: Request, publicUrl: string | undefined): readonly string[] {
  const host = request.headers.get("host");
  const known = publicUrl === undefined ? [] : [new URL(publicUrl).origin];
  if (host === null) return known;
  const plain = publicUrl?.startsWith("https:") ? [] : [`http://${host}`];
  return [...known, `https://${host}`, ...plain];
}

/** What an action refuses, with AWS's own code, status and text. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Xml = string | readonly Xml[] | { readonly [name: string]: Xml | undefined };

/** Writes a tree as the query protocol does: the items of a list are `member`s. */
export function xml(tree: Xml): string {
  if (typeof tree === "string") {
    return tree.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? "");
  }
  if (Array.isArray(tree)) return tree.map((item) => `<member>${xml(item)}</member>`).join("");
  return Object.entries(tree)
    .map(([name, value]) => (value === undefined ? "" : `<${name}>${xml(value)}</${name}>`))
    .join("");
}

export const isoSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const noSuchUser = (userName: string): Refusal =>
  new Refusal(404, "NoSuchEntity", `The user with name ${userName} cannot be found.`);

export const noSuchKey = (accessKeyId: string): Refusal =>
  new Refusal(404, "NoSuchEntity", `The Access Key with id ${accessKeyId} cannot be found`);

export const invalidToken = (): Refusal =>
  new Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.");

export const wrongSignature = (why?: string): Refusal =>
  new Refusal(
    403,
    "SignatureDoesNotMatch",
    why ??
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  );

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newFolder } from "./run-server.ts";

/** A certificate that signs itself, and its key, in a folder of their own. */
export interface Certificate {
  readonly folder: string;
  /** Where the key lies, PEM. */
  readonly key: string;
  readonly certificate: { readonly path: string; readonly pem: string };
}

const KINDS = {
  ec: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
  "rsa:2048": ["-newkey", "rsa:2048"],
};

/** Makes a certificate for these names, as `DNS:localhost,IP:127.0.0.1`; the caller removes the folder, which may be one of its own. */
export async function selfSigned(
  names: string,
  folder = newFolder("certificate"),
  kind: keyof typeof KINDS = "ec",
): Promise<Certificate> {
  const [key, path] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${names}`];
  await promisify(execFile)("openssl", [
    "req",
    "-x509",
    "-days",
    "2",
    ...KINDS[kind],
    "-nodes",
    ...subject,
    "-keyout",
    key,
    "-out",
    path,
  ]);
  return { folder, key, certificate: { path, pem: await readFile(path, "utf8") } };
}

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A certificate that signs itself, for these names, as `DNS:…` or `IP:…`. */
export async function selfSigned(names: string): Promise<{ key: string; certificate: string }> {
  const folder = await mkdtemp(join(tmpdir(), "turnbolt-certificate-"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${names}`];
  try {
    await promisify(execFile)("openssl", [
      ...["req", "-x509", "-days", "2", ...curve, ...subject],
      ...["-keyout", key, "-out", certificate],
    ]);
    return { key: await readFile(key, "utf8"), certificate: await readFile(certificate, "utf8") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { requireTarget } from "@turnbolt/targets";

/** The servers that the tests run against; the embedded one always, Debian's where it is installed. */
export const versions: { version: "embedded" | "debian" }[] = [{ version: "embedded" }];
if (requireTarget("debian-postgres")) versions.push({ version: "debian" });

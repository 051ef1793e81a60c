/** The password modify operation of RFC 3062: the directory hashes by its own rules, which a plain change would not. */
export const PASSWORD_MODIFY = "1.3.6.1.4.1.4203.1.11.1";

/** `SEQUENCE { [0] userIdentity, [1] oldPasswd OPTIONAL, [2] newPasswd }` in BER. */
export function passwordModify(change: {
  readonly dn: string;
  readonly old?: string | undefined;
  readonly password: string;
}): Buffer {
  const { dn, old, password } = change;
  const parts = [part(0x80, dn), ...(old === undefined ? [] : [part(0x81, old)]), part(0x82, password)];
  return part(0x30, Buffer.concat(parts));
}

function part(tag: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([tag]), lengthOf(bytes.length), bytes]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

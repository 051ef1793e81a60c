const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The account that an access key ID carries within itself: 40 bits, one bit after its four-letter prefix.
 * AWS does not document this and keys made before 2019 have none, so `check` compares it with what STS says;
 * an ID of another form stands for itself.
 */
export function accountOfKey(accessKeyId: string): string {
  if (!/^[A-Z]{4}[A-Z2-7]{16}$/.test(accessKeyId)) return accessKeyId;
  const digits = [...accessKeyId.slice(4, 14)].map((letter) => BigInt(BASE32.indexOf(letter)));
  const bits = digits.reduce((sum, digit) => sum * 32n + digit, 0n);
  const account = (bits >> 9n) & ((1n << 40n) - 1n);
  return account.toString().padStart(12, "0");
}

/** `uid=a,dc=b`: at least one attribute with a value. Anything else is a name that the directory has to look up. */
export const isDn = (name: string): boolean => /^\s*[A-Za-z0-9][\w.-]*\s*=/.test(name);

/** `ada@example.test`: Active Directory's user principal name. */
export const isUpn = (name: string): boolean => !isDn(name) && /^[^@\s\\]+@[^@\s\\]+$/.test(name);

/** One spelling for a name: the case and the spaces around its parts mean nothing to a directory. */
export const canonicalName = (name: string): string =>
  (isDn(name) ? name.replace(/\s*(?<!\\)([,=+])\s*/g, "$1") : name).trim().toLowerCase();

/**
 * A name as the database keeps it. People write names as SQL has them: bare ones mean upper case, those in double
 * quotes are taken as they stand.
 */
export const storedName = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1) : written.toUpperCase();

/** How a stored name is written where a bare one would be read as another. */
export const writtenName = (stored: string): string =>
  /^[A-Z][A-Z\d_$#]*$/.test(stored) ? stored : identifier(stored);

/** A stored name or a password in a statement; neither can hold a double quote. */
export const identifier = (text: string): string => `"${text}"`;

export const isName = (written: string): boolean =>
  /^(?:[A-Za-z][\w$#]*|"[^"\0]+")$/.test(written) &&
  written.isWellFormed() &&
  Buffer.byteLength(storedName(written)) <= LONGEST_NAME;

const LONGEST_NAME = 128;

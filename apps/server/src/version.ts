/** What this server calls itself. */
export const version = "0.0.0";

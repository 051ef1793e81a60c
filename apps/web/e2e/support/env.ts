const { PATH = "", HOME = "", CI, CHROMIUM = "/usr/bin/chromium" } = process.env;

/** All that a server gets of this process' environment. */
export const environment = { PATH, HOME };

/** The browser of the system. */
export const chromiumAt = CHROMIUM;

/** Whether a missing browser is an error instead of a skipped suite. */
export const mustHaveBrowser = CI === "true";

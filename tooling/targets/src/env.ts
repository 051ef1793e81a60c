/** Whether a missing server is an error instead of a skipped suite. */
export const mustHaveEveryTarget = process.env.CI === "true";

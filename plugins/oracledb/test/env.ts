/** What a process reads when it asks for its environment now. */
export const environment = (): NodeJS.ProcessEnv => process.env;

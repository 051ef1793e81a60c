/** What a provider never does. */
export const tokenFromEnvironment = (): string | undefined => process.env.KIT_TOKEN;

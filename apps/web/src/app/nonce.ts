/** What lets style elements of this page in: the server makes a new one for each page, and Vite writes it there. */
export const nonce = (): string =>
  document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

import { html } from "hono/html";

/** A sentence of the document, with what it has between backticks as code. */
export const prose = (text: string): ReturnType<typeof html> =>
  html`${text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;

import type { client } from "../../app/trpc.ts";
import type { Tone } from "../../parts/status.tsx";
import { duration } from "../../parts/time.ts";
import { EVENTS } from "./channel-values.ts";

export type Delivery = Awaited<ReturnType<typeof client.deliveries.list.query>>["deliveries"][number];
export type DeliveryState = Delivery["state"];
type Attempt = Delivery["attempts"][number];

/** How a delivery stands, in a word and a tone. */
export const STATES: Readonly<Record<DeliveryState, { readonly label: string; readonly tone: Tone }>> = {
  waiting: { label: "On its way", tone: "busy" },
  delivered: { label: "Taken", tone: "good" },
  "given-up": { label: "Given up", tone: "bad" },
};

/** The state of a channel's newest delivery, which the API gives as a text. */
export const stateOf = (state: string) =>
  STATES[state as DeliveryState] ?? { label: state, tone: "idle" as const }; // a word that is none of ours is shown as it is

/** What was told. */
export const eventWords = (event: string): string =>
  event === "test" ? "A test" : ((EVENTS as Readonly<Record<string, string>>)[event] ?? event);

/** One try: what came of it, and how long it took. */
export function attemptWords({ status, error, durationMs }: Attempt): string {
  const took = ` after ${duration(durationMs)}`;
  if (error === null) return `${status === null ? "Taken" : `Taken with HTTP ${status}`}${took}`;
  return `${sentence(error)}${took}`;
}

/** What came of a test that somebody waits for. */
export function testWords(name: string, { state, attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (state === "delivered") return `${name} took the test${last ? `: ${inner(attemptWords(last))}` : ""}.`;
  return `${name} did not take the test${last ? `: ${inner(attemptWords(last))}` : ""}.`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** In the middle of a sentence; what is all capitals stays so. */
const inner = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);

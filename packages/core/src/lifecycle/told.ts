/** The events that people and programs can ask to be told of. */
export const toldEvents = [
  "rotation.succeeded",
  "rotation.failed",
  "rotation.attention",
  /** No definite answer for a while; the run goes on. */
  "rotation.alert",
  "rotation.overdue",
  "rotation.due-soon",
  "connection.broken",
] as const;

export type ToldEvent = (typeof toldEvents)[number];

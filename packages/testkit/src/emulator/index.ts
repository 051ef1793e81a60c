export { callsOf, outcomeOf, TEST_RUN } from "./calls.ts";
export {
  type Answer,
  type Ask,
  COMMON_HEADERS,
  type Door,
  type Hooks,
  openDoor,
  type Step,
  unknownNames,
} from "./http.ts";
export { type PlainRuntime, plainRuntime } from "./plain-runtime.ts";

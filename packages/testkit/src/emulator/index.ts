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
export { plainRuntime } from "./plain-runtime.ts";

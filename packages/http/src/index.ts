export { type Asker, type Door, type DoorOptions, httpDoor } from "./door.ts";
export { type DocumentOptions, type OpenApiDocument, openApiDocument } from "./openapi/document.ts";
export { type Procedure, proceduresOf, undecided } from "./procedures.ts";
export { type ErrorBody, errorBody, refusalOf } from "./refusal.ts";
export { type Route, routesOf } from "./routes.ts";

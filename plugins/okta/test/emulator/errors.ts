import { randomBytes } from "node:crypto";
import type { Answer } from "@turnbolt/testkit/emulator";

/** An error in Okta's form. */
export const oktaError = (
  status: number,
  errorCode: string,
  errorSummary: string,
  cause?: string,
): Answer => ({
  status,
  body: {
    errorCode,
    errorSummary,
    errorLink: errorCode,
    errorId: `oae${randomBytes(15).toString("base64url")}`,
    errorCauses: cause === undefined ? [] : [{ errorSummary: cause }],
  },
});

export const invalidToken = (): Answer => oktaError(401, "E0000011", "Invalid token provided");
export const noPermission = (): Answer =>
  oktaError(403, "E0000006", "You do not have permission to perform the requested action");
export const notFound = (what: string, kind: string): Answer =>
  oktaError(404, "E0000007", `Not found: Resource not found: ${what} (${kind})`);
export const notAllowed = (): Answer =>
  oktaError(405, "E0000022", "The endpoint does not support the provided HTTP method");
export const tooMany = (): Answer =>
  oktaError(429, "E0000047", "API call exceeded rate limit due to too many requests.");
export const invalid = (field: string, cause: string): Answer =>
  oktaError(400, "E0000001", `Api validation failed: ${field}`, cause);
export const badRequest = (cause: string): Answer =>
  oktaError(400, "E0000002", `The request was not valid: ${cause}`);
export const badBody = (): Answer => oktaError(400, "E0000003", "The request body was not well-formed.");

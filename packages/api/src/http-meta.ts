/**
 * How the HTTP door offers a procedure. Its `.input()` and `.output()` are all that the door knows beyond this: it
 * makes routes, the OpenAPI document and the checks of tests from them.
 *
 * @example
 * procedure
 *   .meta({
 *     http: {
 *       method: "POST",
 *       path: "/api/v2/secret-rotations/{type}/{rotationId}/rotate-secrets",
 *       summary: "Rotate the secrets of a rotation now",
 *       perType: true,
 *       respondAsync: "runId",
 *       requestKey: true,
 *     },
 *   })
 *   .input(z.object({ type: z.string().optional(), rotationId: z.uuid(), wait, requestKey }))
 *   .output(z.object({ secretRotation, runId: z.uuid().optional() }))
 */
export interface HttpMeta {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `{name}` takes the field `name` of the input. The others come from the query (GET, DELETE) or from the body. */
  readonly path: HttpPath;
  /** What a caller gets done, in a few words; the title in the reference. */
  readonly summary: string;
  /** More, for the reference: what is refused, what else happens. */
  readonly description?: string;
  /** Other paths of the same procedure, with the same names in braces. */
  readonly aliases?: readonly HttpPath[];
  /**
   * `{type}` becomes one route for each plugin, with its own schemas: of an input that is a union by `type` its own
   * branch, of every part made by `ofPlugin` its own part. The input gets the type as `type`.
   */
  readonly perType?: true;
  /** The same for `{app}` and each installed app. */
  readonly perApp?: true;
  /** Fields of the input that this door does not take; `type`, `wait` and `requestKey` need no mention. */
  readonly hides?: readonly string[];
  /** Fields that come from the query though the others come from the body. */
  readonly query?: readonly string[];
  /** Takes `application/x-www-form-urlencoded` bodies beside JSON. */
  readonly form?: true;
  /**
   * `Prefer: respond-async` gives the input `wait: false`, and the answer is 202 with the `Location` of the run or the
   * bulk job whose id is in this field of the output. In an answer that waited the field is left out.
   */
  readonly respondAsync?: "runId" | "bulkJobId";
  /** `Idempotency-Key` gives the input its `requestKey`. */
  readonly requestKey?: true;
  /** Answers carry the `ETag` that the procedure gives `ctx.conditional`; `If-None-Match` gets 304 while it holds. */
  readonly etag?: true;
  /** Answers 204, whatever the output is. */
  readonly empty?: true;
  /**
   * Answers this text or bytes as it is, of this content type, instead of JSON: the output is a string, or an
   * async iterable of strings that is sent piece by piece.
   */
  readonly contentType?: string;
}

export type HttpPath = `/api/${string}`;

import { RotationError, type RotationErrorCode } from "@turnbolt/core";

type Meanings = Readonly<Record<string, readonly [RotationErrorCode, string]>>;

/** What an answer means to a request that is signed by the connection. */
const AS_CONNECTION: Meanings = {
  AccessDenied: ["forbidden", "attach the policy of this plugin's README to the connection's user or role"],
  AccessDeniedException: [
    "forbidden",
    "attach the policy of this plugin's README to the connection's user or role",
  ],
  InvalidClientTokenId: [
    "unauthorized",
    "the access key does not exist or is inactive, or the region is not switched on for the account",
  ],
  UnrecognizedClientException: ["unauthorized", "the access key is unknown; give the connection another"],
  MissingAuthenticationToken: [
    "unauthorized",
    "the request came without its login; look at proxy and base URL",
  ],
  SignatureDoesNotMatch: [
    "unauthorized",
    "the secret access key is wrong; give the connection the right one",
  ],
  IncompleteSignature: ["unauthorized", "the access key is malformed; give the connection another"],
  NoSuchEntity: [
    "not-found",
    "there is no such user in this account; look at the user name and the connection",
  ],
  LimitExceeded: ["full", "the user holds as many access keys as IAM allows; remove one that is not in use"],
  ValidationError: ["invalid", "IAM does not take these parameters"],
  InvalidInput: ["invalid", "IAM does not take these parameters"],
  RegionDisabledException: [
    "invalid",
    "STS is switched off in this region for the account; choose another region",
  ],
  EntityTemporarilyUnmodifiable: ["rate-limited", "IAM is still at work on this user"],
  ConcurrentModification: ["rate-limited", "somebody else is changing this user"],
  // definite, and over with the next session: the role's session ended while the job ran
  ExpiredToken: ["rate-limited", "the role's session has ended; the next try opens another"],
  Throttling: ["rate-limited", "too many requests for this account"],
  ThrottlingException: ["rate-limited", "too many requests for this account"],
  RequestLimitExceeded: ["rate-limited", "too many requests for this account"],
  TooManyRequestsException: ["rate-limited", "too many requests for this account"],
};

/** What it means to a request that is signed by the credential on trial. */
export const AS_CREDENTIAL: Meanings = {
  ...AS_CONNECTION,
  InvalidClientTokenId: ["refused", "the access key does not exist, is inactive, or does not work yet"],
  UnrecognizedClientException: ["refused", "the access key is unknown"],
  SignatureDoesNotMatch: ["refused", "the secret access key is wrong"],
};

/** Runs one request and turns what the SDK throws into the closed list. `action` is IAM's own name for the right. */
export async function ask<T>(
  action: string,
  about: string,
  request: () => Promise<T>,
  meanings = AS_CONNECTION,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw toRotationError(action, about, error, meanings);
  }
}

function toRotationError(action: string, about: string, error: unknown, meanings: Meanings): RotationError {
  const subject = `aws-iam: ${action} for ${about}`;
  const answer = answerOf(error);
  if (answer === null) {
    return new RotationError("unavailable", `${subject}: AWS could not be reached`, { cause: error });
  }
  const { code, status, skewed, retryAfterMs } = answer;
  // The SDK's error holds the vendor's body, which may hold a secret: only code and status go on.
  const cause = new Error(`AWS answered ${status} ${code}`);
  if (skewed) {
    return new RotationError(
      "unavailable",
      `${subject}: AWS says that this server's clock is wrong; set it`,
      {
        cause,
      },
    );
  }
  const known = meanings[code];
  if (known !== undefined) {
    return new RotationError(known[0], `${subject}: ${code}; ${known[1]}`, { cause, retryAfterMs });
  }
  if (status === 429)
    return new RotationError("rate-limited", `${subject}: too many requests`, { cause, retryAfterMs });
  return new RotationError("unavailable", `${subject}: AWS answered ${status} ${code}`, {
    cause,
    retryAfterMs,
  });
}

interface Answer {
  readonly code: string;
  readonly status: number;
  /** AWS gives a wrong clock the code of a wrong secret; only the text tells them apart. */
  readonly skewed: boolean;
  readonly retryAfterMs: number | undefined;
}

/** What AWS said, or `null` when it said nothing. */
function answerOf(error: unknown): Answer | null {
  const status = numberAt(at(error, "$metadata"), "httpStatusCode");
  if (status === null) return null;
  const code = at(error, "Code");
  const text = at(error, "message");
  const retryAfter = Number(at(at(at(error, "$response"), "headers"), "retry-after") ?? Number.NaN);
  return {
    code: typeof code === "string" && /^\w{1,64}$/.test(code) ? code : "without a readable code",
    status,
    skewed:
      code === "RequestExpired" ||
      (typeof text === "string" && /^Signature (expired|not yet current)/.test(text)),
    retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
  };
}

const at = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value ? Reflect.get(value, name) : undefined;

function numberAt(value: unknown, name: string): number | null {
  const found = at(value, name);
  return typeof found === "number" ? found : null;
}

import { RotationError } from "@turnbolt/core";
import { broken } from "./vary.ts";

/** Who tells a secret. */
export const telling = [
  broken(
    "an error names the password that was refused",
    "single-chosen",
    ["secrecy", /no error.+carries a secret/],
    ({ verify }) => ({
      verify: (call) =>
        verify(call).catch((error: unknown) => {
          if (!(error instanceof RotationError)) throw error;
          throw new RotationError(error.code, `${call.credential.secret.password} was refused`);
        }),
    }),
  ),
  broken(
    "an error carries the whole request as its cause",
    "dual-fixed-chosen",
    ["secrecy", /no error.+carries a secret/],
    ({ issue }) => ({
      issue: (call) =>
        issue(call).catch(() => {
          throw new RotationError("unavailable", "no answer", { cause: { request: call.draft.secret } });
        }),
    }),
  ),
  broken(
    "an error shows the page of a gateway, which shows the request",
    "single-chosen",
    ["secrecy", /no error.+carries a secret/],
    ({ issue }) => ({
      async issue({ runtime, client, draft }) {
        const { url, authorization = "" } = client;
        const body = JSON.stringify(draft.secret);
        const response = await runtime.fetch(`${url}/set`, {
          method: "POST",
          headers: { authorization },
          body,
        });
        if (!response.ok) throw new RotationError("unavailable", await response.text());
        void issue;
      },
    }),
  ),
  broken(
    "the log shows the new value, in base64",
    "single-chosen",
    ["secrecy", /no log line/],
    ({ issue }) => ({
      issue(call) {
        call.runtime.log.debug(`sending ${btoa(call.draft.secret.password ?? "")}`);
        return issue(call);
      },
    }),
  ),
  broken(
    "the handle is the value",
    "dual-fresh-chosen-known-handle",
    ["secrecy", /handles and subjects carry no secret/],
    ({ choose }) => ({
      choose: (plan) => {
        const { secret } = choose(plan);
        const id = secret.key ?? "";
        return { handle: id, secret: { ...secret, id } };
      },
    }),
  ),
  broken(
    "the connection's token is part of the subject",
    "single-granted",
    ["secrecy", /handles and subjects carry no secret/],
    () => ({ subjects: ({ url, token }, { account }) => [`${url}/${token}/${account}`] }),
  ),
];

import { factsOf } from "@turnbolt/client";
import { plainly } from "../../forms/plain-words.ts";

/** What is wrong, by the field of the form: `name`, `url`, `to`, `smtp.host`. */
export type FieldErrors = Readonly<Record<string, string>>;

type Issue = NonNullable<NonNullable<ReturnType<typeof factsOf>>["issues"]>[number];

/** The refusal of a channel, at the fields where it belongs. */
export const errorsOf = (error: unknown): FieldErrors => placed(factsOf(error)?.issues ?? []);

/** Each field's first issue; an issue of one recipient stands at all of them. */
export function placed(issues: readonly Issue[]): FieldErrors {
  const errors: Record<string, string> = {};
  for (const { path, message } of issues) {
    const names = path.filter((step) => typeof step === "string" && step !== "settings");
    errors[names.join(".")] ??= plainly(message);
  }
  return errors;
}

const SHOWN = /^(name|url|to|events|smtp(\.(host|port|user|password|from|caCertificate))?)$/;

/** Whether every issue of a refusal stands at a field of the form; the others have to be told beside it. */
export const isAllPlaced = (errors: FieldErrors): boolean => {
  const fields = Object.keys(errors);
  return fields.length > 0 && fields.every((field) => SHOWN.test(field));
};

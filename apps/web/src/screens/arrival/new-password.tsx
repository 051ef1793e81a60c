import { PasswordInput } from "@mantine/core";

/** A password that one makes up; what is good enough is said before it is tried. */
export const NewPassword = ({ error }: { readonly error?: string | undefined }) => (
  <PasswordInput
    name="password"
    label="Password"
    description="At least 12 characters; not your name or your address, and nothing that everybody tries."
    autoComplete="new-password"
    minLength={12}
    maxLength={256}
    required
    error={error}
  />
);

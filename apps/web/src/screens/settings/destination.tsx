import { NumberInput, PasswordInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { FieldErrors } from "./channel-errors.ts";
import type { ChannelValues, MailServer, Security } from "./channel-values.ts";

export interface DestinationProps {
  readonly values: ChannelValues;
  readonly onChange: (values: ChannelValues) => void;
  readonly errors: FieldErrors;
  readonly isKept: boolean;
}

/** Where a channel leads to, as its kind needs it. */
export function Destination(props: DestinationProps) {
  const { values, onChange, errors, isKept } = props;
  if (values.kind === "email") return <Mail {...props} />;
  const change = (url: string) => onChange({ ...values, url });
  if (values.kind === "webhook")
    return (
      <TextInput
        label="URL"
        description="Gets a POST with JSON, signed as Standard Webhooks says. Redirects are not followed."
        placeholder="https://deploy.example/hooks/turnbolt"
        required
        spellCheck={false}
        value={values.url}
        error={errors.url}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    );
  return (
    <PasswordInput
      label="URL of the incoming webhook"
      description={
        isKept
          ? "Left empty, it stays as it is."
          : "Whoever knows it can write there, so it is sealed and never shown again, but for its host."
      }
      required={!isKept}
      autoComplete="off"
      value={values.url}
      error={errors.url}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}

function Mail({ values, onChange, errors, isKept }: DestinationProps) {
  const { server } = values;
  return (
    <>
      <TagsInput
        label="To"
        description="Addresses, each ended with Enter."
        required
        maxTags={20}
        value={[...values.to]}
        error={errors.to}
        acceptValueOnBlur
        onChange={(to) => onChange({ ...values, to })}
      />
      <Switch
        label="By a mail server of its own"
        description="Otherwise by the installation's, which TURNBOLT_SMTP_URL names."
        checked={values.hasServer}
        error={errors.smtp}
        onChange={({ currentTarget }) => onChange({ ...values, hasServer: currentTarget.checked })}
      />
      {values.hasServer && (
        <Server
          server={server}
          errors={errors}
          isKept={isKept}
          onChange={(change) => onChange({ ...values, server: { ...server, ...change } })}
        />
      )}
    </>
  );
}

interface ServerProps {
  readonly server: MailServer;
  readonly errors: FieldErrors;
  readonly isKept: boolean;
  readonly onChange: (change: Partial<MailServer>) => void;
}

function Server({ server, errors, isKept, onChange }: ServerProps) {
  const text = (name: "host" | "user" | "from") => ({
    value: server[name],
    error: errors[`smtp.${name}`],
    spellCheck: false,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ [name]: currentTarget.value }),
  });
  return (
    <>
      <TextInput label="Mail server" required {...text("host")} />
      <NumberInput
        label="Port"
        required
        min={1}
        max={65_535}
        allowDecimal={false}
        value={server.port}
        error={errors["smtp.port"]}
        onChange={(port) => onChange({ port: Number(port) })}
      />
      <Select
        label="Security"
        allowDeselect={false}
        data={SECURITY}
        value={server.security}
        onChange={(security) => onChange({ security: security as Security })} // one of `SECURITY`
      />
      <TextInput label="User" autoComplete="off" {...text("user")} />
      <PasswordInput
        label="Password"
        autoComplete="new-password"
        {...(isKept && {
          description: "Left empty, it stays, unless the server, its port, its security or the user changes.",
        })}
        value={server.password}
        error={errors["smtp.password"]}
        onChange={({ currentTarget }) => onChange({ password: currentTarget.value })}
      />
      <TextInput label="From" type="email" required {...text("from")} />
      <Textarea
        label="Private certificate authority"
        description="PEM, trusted beside the public ones."
        autosize
        maxRows={6}
        spellCheck={false}
        value={server.caCertificate}
        error={errors["smtp.caCertificate"]}
        onChange={({ currentTarget }) => onChange({ caCertificate: currentTarget.value })}
      />
    </>
  );
}

const SECURITY: { readonly value: Security; readonly label: string }[] = [
  { value: "starttls", label: "STARTTLS, and nothing without it" },
  { value: "tls", label: "TLS from the start" },
  { value: "none", label: "None" },
];

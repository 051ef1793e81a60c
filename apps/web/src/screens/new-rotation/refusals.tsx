import { List } from "@mantine/core";
import { factsOf } from "@turnbolt/client";
import { plainly } from "../../forms/plain-words.ts";
import { FailureCard, FailureOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { stepOf, stepTitles } from "./steps.ts";

/** What the server refused of the whole draft, each with the step that it belongs to. */
export function Refusals({ error }: { readonly error: unknown }) {
  const issues = factsOf(error)?.issues ?? [];
  if (issues.length === 0) return <FailureOf error={error} next="Nothing was saved; your draft is kept." />;
  return (
    <FailureCard cause="This cannot be made as it is." next="Nothing was saved; your draft is kept.">
      <List spacing="xs">
        {issues.map(({ path, message }) => {
          const step = stepOf(path);
          const field = path.slice(1).join(" ");
          return (
            <List.Item key={`${path.join(".")} ${message}`}>
              <Link underline="always" to="/rotations/new/$step" params={{ step }}>
                {stepTitles[step]}
                {field && `, ${field}`}
              </Link>
              : {plainly(message)}
            </List.Item>
          );
        })}
      </List>
    </FailureCard>
  );
}

import { Text, TextInput, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Provider } from "../../app/wire.ts";
import { phaseLabel } from "../../parts/kind-words.ts";
import { Section } from "../../parts/section.tsx";
import { matching } from "../plugins/matching.ts";
import classes from "./new-rotation.module.css";
import { useWizard } from "./wizard.ts";

/** What kind of credential is rotated. */
export function ProviderStep() {
  const { providers, draft, choose, goTo } = useWizard();
  const [search, setSearch] = useState("");
  const found = matching(providers, search);
  const take = (type: string) => {
    choose(type);
    goTo("connection");
  };
  return (
    <Section title="What is rotated?">
      <TextInput
        aria-label="Search providers"
        placeholder="Search, such as a database or an identity provider"
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        onKeyDown={({ key }) => {
          const [only, ...others] = found;
          if (key === "Enter" && only && others.length === 0) take(only.type);
        }}
      />
      {found.length === 0 && <Text mt="sm">No installed plugin is called that.</Text>}
      <ul className={classes.providers}>
        {found.map((provider) => (
          <li key={provider.type}>
            <ProviderCard
              provider={provider}
              isChosen={provider.type === draft.type}
              onChoose={() => take(provider.type)}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface CardProps {
  readonly provider: Provider;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

const ProviderCard = ({ provider, isChosen, onChoose }: CardProps) => (
  <UnstyledButton className={classes.provider} aria-pressed={isChosen} onClick={onChoose}>
    <span className={classes.title}>{provider.title}</span>
    <span className={classes.about}>
      {phaseLabel(provider)} · {provider.origin === "chosen" ? "value made here" : "value made by the target"}
    </span>
  </UnstyledButton>
);

import { CloseButton, TextInput } from "@mantine/core";
import { Search as SearchIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";

const REST_MS = 250;

export interface SearchFieldProps {
  /** What is searched, for those who listen. */
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly className?: string;
}

/** A search that stands in the URL: asks once somebody has stopped typing. `/` leads to it. */
export function SearchField({ label, text, onChange, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  // Back and forward change the URL without a key being pressed.
  useEffect(() => {
    if (text === told.current) return;
    told.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => {
    if (typed === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed;
      onChange(typed);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder="Search"
      data-search
      leftSection={<SearchIcon size={14} aria-hidden />}
      rightSection={
        typed && <CloseButton size="sm" aria-label="Clear the search" onClick={() => setTyped("")} />
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      className={className}
    />
  );
}

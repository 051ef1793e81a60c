import { Button, Code, SegmentedControl, Stack } from "@mantine/core";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copy } from "../../parts/copy.ts";
import type { Code as Codes } from "./as-code.ts";
import classes from "./new-rotation.module.css";

/** The same as code, in the language of one's choice, to copy. */
export function CodeBlock({ codes }: { readonly codes: readonly Codes[] }) {
  const [language, setLanguage] = useState(codes[0]?.language ?? "curl");
  const text = codes.find((code) => code.language === language)?.text ?? "";
  return (
    <Stack gap="xs">
      <div className={classes.codeHead}>
        <SegmentedControl
          aria-label="Language"
          size="xs"
          data={codes.map((code) => code.language)}
          value={language}
          onChange={(value) => setLanguage(codes.find((code) => code.language === value)?.language ?? "curl")}
        />
        <Button
          variant="default"
          size="xs"
          leftSection={<Copy size={14} aria-hidden />}
          onClick={() => void copy(text, "The code was copied.")}
        >
          Copy
        </Button>
      </div>
      <Code block tabIndex={0} aria-label={`As ${language}`} className={classes.codeText}>
        {text}
      </Code>
    </Stack>
  );
}

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Asked } from "./confirm.ts";

/** Shows a question. Its button has the focus unless something must be typed or would be destroyed. */
export default function ConfirmDialog({ question }: { readonly question: Asked }) {
  const { title, effect, action, isDangerous = false, typed, answer } = question;
  const [text, setText] = useState("");
  const isReady = typed === undefined || text.trim() === typed;
  return (
    <Modal opened onClose={() => answer(false)} title={title} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) answer(true);
        }}
      >
        <Stack gap="md">
          <div>{effect}</div>
          {typed !== undefined && (
            <TextInput
              label={`Type ${typed} to go on`}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              data-autofocus
            />
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => answer(false)}>
              Cancel
            </Button>
            <Button
              type="submit"
              disabled={!isReady}
              color={isDangerous ? "red" : undefined}
              data-autofocus={!isDangerous && typed === undefined ? true : undefined}
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

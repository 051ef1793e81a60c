import { CloseButton } from "@mantine/core";
import { CircleCheck, CircleX } from "lucide-react";
import { dismiss, type Notice } from "./notice.ts";
import classes from "./notices.module.css";

/** What was told of late, the newest below. */
export default function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  return (
    <div className={classes.stack}>
      {notices.map(({ id, tone, text }) => (
        <div key={id} className={classes.notice} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
          {tone === "good" ? <CircleCheck size={16} aria-hidden /> : <CircleX size={16} aria-hidden />}
          <div className={classes.text} data-prose>
            {text}
          </div>
          <CloseButton size="sm" aria-label="Close" onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}

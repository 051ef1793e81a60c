import { Loader } from "@mantine/core";
import classes from "./waiting.module.css";

/** While something is being read. */
export function Waiting({ label = "Loading" }: { readonly label?: string }) {
  return (
    <div className={classes.waiting} role="status" aria-label={label}>
      <Loader size="sm" />
    </div>
  );
}

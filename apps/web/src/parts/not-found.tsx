import { EmptyState } from "./empty-state.tsx";
import { Page } from "./page.tsx";

/** There is no such page. */
export function NotFound() {
  return (
    <Page title="Nothing here">
      <EmptyState
        title="There is no such page"
        text="The link may be old, or something was deleted meanwhile."
      />
    </Page>
  );
}

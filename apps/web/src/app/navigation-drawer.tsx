import { Drawer } from "@mantine/core";
import { Sidebar } from "./sidebar.tsx";

/** The navigation where there is no room beside the content. */
export default function NavigationDrawer({ onClose }: { readonly onClose: () => void }) {
  return (
    <Drawer opened onClose={onClose} size={260} title="Navigation">
      <Sidebar />
    </Drawer>
  );
}

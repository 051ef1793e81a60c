import { ActionIcon, Menu } from "@mantine/core";
import { EllipsisVertical, Folder as FolderIcon } from "lucide-react";
import { useState } from "react";
import { useSession } from "../../app/session.tsx";
import { queryClient, trpc } from "../../app/trpc.ts";
import { confirm } from "../../parts/confirm.ts";
import { wordsOf } from "../../parts/failure-card.tsx";
import { Link } from "../../parts/link.tsx";
import { tell } from "../../parts/notice.ts";
import { contentWords, type Folder, type Place } from "./place.ts";
import { RenameFolder } from "./rename-folder.tsx";
import classes from "./secrets.module.css";

/** The folders in a folder. */
export function Folders({ place, folders }: { readonly place: Place; readonly folders: readonly Folder[] }) {
  const { may } = useSession();
  const [renamed, setRenamed] = useState<Folder | null>(null);
  const inside = folders.filter(({ path }) => path !== place.path && parentOf(path) === place.path);
  if (inside.length === 0) return null;
  const { projectId, environment } = place;
  const mayEdit = may("edit", "folders", projectId);
  const mayDelete = may("delete", "folders", projectId);
  return (
    <>
      <ul className={classes.folders} aria-label="Folders">
        {inside.map((folder) => (
          <li key={folder.id}>
            <FolderIcon size={16} aria-hidden />
            <Link to="/secrets" search={{ project: projectId, environment, path: folder.path }}>
              {folder.name}
            </Link>
            <span className={classes.quiet}>{contentWords(folder)}</span>
            {(mayEdit || mayDelete) && (
              <Menu position="bottom-end" withinPortal>
                <Menu.Target>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    aria-label={`What to do with the folder ${folder.name}`}
                  >
                    <EllipsisVertical size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  {mayEdit && <Menu.Item onClick={() => setRenamed(folder)}>Rename</Menu.Item>}
                  {mayDelete && <Menu.Item onClick={() => void remove(folder)}>Delete</Menu.Item>}
                </Menu.Dropdown>
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {renamed && <RenameFolder key={renamed.id} folder={renamed} onClose={() => setRenamed(null)} />}
    </>
  );
}

async function remove(folder: Folder): Promise<void> {
  const yes = await confirm({
    title: `Delete the folder ${folder.path}?`,
    effect: `Deletes everything in it and below it, with all versions: ${contentWords(folder)}. Refused while it carries rotations.`,
    action: "Delete the folder",
    isDangerous: true,
    ...(contentWords(folder) !== "empty" && { typed: folder.name }),
  });
  if (!yes) return;
  try {
    await trpc.folders.delete.mutate({ folderId: folder.id });
    tell("good", `The folder ${folder.path} is deleted.`);
    await queryClient.invalidateQueries({ queryKey: trpc.folders.tree.queryKey() });
  } catch (error) {
    tell("bad", wordsOf(error));
  }
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

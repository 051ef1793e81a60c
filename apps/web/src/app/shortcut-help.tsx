import { Kbd, Modal, Table } from "@mantine/core";

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Ctrl", "K"], "Go to a screen or a rotation (⌘ K on a Mac)"],
  [["/"], "Search on this screen"],
  [["?"], "Show these keys"],
  [["Esc"], "Close what is open"],
];

/** Which keys do what. */
export default function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys">
      <Table>
        <Table.Tbody>
          {KEYS.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Th scope="row">
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Th>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}

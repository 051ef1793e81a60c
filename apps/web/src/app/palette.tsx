import "@mantine/spotlight/styles.css";
import { useMantineColorScheme } from "@mantine/core";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { LogOut, Moon, RefreshCw, Search, Sun, SunMoon } from "lucide-react";
import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { navigation } from "./navigation.ts";
import { useSession } from "./session.tsx";
import { signOut } from "./sign-in.ts";
import { trpc } from "./trpc.ts";

const [store, palette] = createSpotlight();

interface Command {
  readonly id: string;
  readonly label: string;
  readonly about?: string;
  readonly icon: ReactNode;
  readonly act: () => void;
}

/** Goes anywhere from anywhere: screens, rotations by name, and what is done often. `asked` counts how often it was. */
export default function Palette({ asked }: { readonly asked: number }) {
  const [text, setText] = useState("");
  useEffect(() => palette.open(), [asked]);
  const wanted = text.trim().toLowerCase();
  const commands = useCommands().filter(({ label }) => label.toLowerCase().includes(wanted));
  const rotations = useRotations(wanted);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={text}
      onQueryChange={setText}
      scrollable
      clearQueryOnClose
    >
      <Spotlight.Search
        aria-label="Go to"
        placeholder="A screen, a rotation, or something to do"
        leftSection={<Search size={16} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {[...commands, ...rotations].map(({ id, label, about, icon, act }) => (
          <Spotlight.Action key={id} label={label} description={about} leftSection={icon} onClick={act} />
        ))}
        {commands.length + rotations.length === 0 && <Spotlight.Empty>Nothing of that name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function useCommands(): readonly Command[] {
  const session = useSession();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const screens = navigation
    .filter(({ isFor }) => isFor?.(session) ?? true)
    .map(
      ({ to, label, icon: Icon }): Command => ({
        id: to,
        label,
        icon: <Icon size={16} aria-hidden />,
        act: () => void navigate({ to }),
      }),
    );
  return [
    ...screens,
    { id: "light", label: "Light colours", icon: <Sun size={16} />, act: () => setColorScheme("light") },
    { id: "dark", label: "Dark colours", icon: <Moon size={16} />, act: () => setColorScheme("dark") },
    {
      id: "auto",
      label: "Colours of the system",
      icon: <SunMoon size={16} />,
      act: () => setColorScheme("auto"),
    },
    { id: "sign-out", label: "Sign out", icon: <LogOut size={16} />, act: () => void signOut() },
  ];
}

function useRotations(wanted: string): readonly Command[] {
  const search = useDeferredValue(wanted);
  const navigate = useNavigate();
  const { data } = useQuery(
    trpc.rotations.table.queryOptions(
      { search, limit: 8 },
      { enabled: search.length > 1, placeholderData: (before) => before },
    ),
  );
  if (search.length < 2) return [];
  return (data?.rotations ?? []).map(({ id, name, title, environment, folder }) => ({
    id,
    label: name,
    about: `${title}, ${environment.name}${folder.path}`,
    icon: <RefreshCw size={16} aria-hidden />,
    act: () => void navigate({ to: "/rotations/$id", params: { id } }),
  }));
}

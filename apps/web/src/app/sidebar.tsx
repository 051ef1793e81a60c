import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { navigation } from "./navigation.ts";
import { PersonMenu } from "./person-menu.tsx";
import { useSession } from "./session.tsx";
import { OPEN_PALETTE } from "./shortcuts.tsx";
import classes from "./sidebar.module.css";

/** Where one can go, and who one is. */
export function Sidebar() {
  const session = useSession();
  const shown = navigation.filter(({ isFor }) => isFor?.(session) ?? true);
  return (
    <div className={classes.column}>
      <Link to="/" className={classes.brand}>
        <img src="/icon.svg" alt="" width={22} height={22} />
        Turnbolt
      </Link>
      <UnstyledButton
        className={classes.search}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => document.dispatchEvent(new Event(OPEN_PALETTE))}
      >
        <Search size={14} aria-hidden />
        Go to…
        <kbd>Ctrl K</kbd>
      </UnstyledButton>
      <nav aria-label="Main">
        <ul className={classes.list}>
          {shown.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                className={classes.link}
                activeOptions={{ exact: to === "/", includeSearch: false }}
              >
                <Icon size={16} aria-hidden />
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <PersonMenu />
    </div>
  );
}

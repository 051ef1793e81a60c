import { useSession } from "../../app/session.tsx";
import { Section } from "../../parts/section.tsx";
import { ChangeName } from "./change-name.tsx";
import { ChangePassword } from "./change-password.tsx";
import { Sessions } from "./sessions.tsx";
import classes from "./settings.module.css";

/** What people set for themselves: their name, their password, and where they are signed in. */
export default function AccountPanel() {
  const { me } = useSession();
  return (
    <div className={classes.panel}>
      <ChangeName />
      {me.hasPassword ? (
        <ChangePassword email={me.email ?? ""} />
      ) : (
        <Section title="Password">
          <p>You have none here: you sign in at your identity provider, and change it there.</p>
        </Section>
      )}
      <Sessions />
    </div>
  );
}

import { type ReactNode, useEffect } from "react";
import { ContactBanner } from "../../app/contact-banner.tsx";
import classes from "./arrival-page.module.css";

/** A page for those who are not signed in. */
export function ArrivalPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Turnbolt`;
  }, [title]);
  return (
    <main className={classes.place}>
      <ContactBanner />
      <div className={classes.brand}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        Turnbolt
      </div>
      <div className={classes.card}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

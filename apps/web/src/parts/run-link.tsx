import type { ReactNode } from "react";
import { Link } from "./link.tsx";

/** Leads to a run. */
export const RunLink = ({ id, children = "Run" }: { readonly id: string; readonly children?: ReactNode }) => (
  <Link to="/runs/$id" params={{ id }}>
    {children}
  </Link>
);

import type { ReactNode } from "react";
import { Link } from "./link.tsx";

/** Leads to a rotation. */
export const RotationLink = ({ id, children }: { readonly id: string; readonly children: ReactNode }) => (
  <Link to="/rotations/$id" params={{ id }}>
    {children}
  </Link>
);

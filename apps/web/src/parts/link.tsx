import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> &
  AnchorProps & { readonly ref?: Ref<HTMLAnchorElement> };

/** A link to a screen, drawn as every other link; `to`, `params` and `search` are checked against the routes. */
export const Link = createLink((props: Props) => <Anchor inherit {...props} />);

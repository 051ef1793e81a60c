import type { Route } from "../routes.ts";

/** A chapter of the document. */
export interface Tag {
  /** Also its place in the address of the reference. */
  readonly name: string;
  readonly description: string;
}

/** The plugin's own chapter, or the one of the router that the procedure is in. */
export function tagOf({ plugin, fixed, procedure }: Route): Tag {
  if (fixed.type !== undefined)
    return { name: fixed.type, description: `Secret rotations: ${plugin?.title ?? fixed.type}` };
  if (fixed.app !== undefined)
    return { name: `${fixed.app}-connections`, description: `App connections: ${fixed.app}` };
  const [router = ""] = procedure.name.split(".");
  const words = router.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { name: words.replaceAll(" ", "-"), description: words.charAt(0).toUpperCase() + words.slice(1) };
}

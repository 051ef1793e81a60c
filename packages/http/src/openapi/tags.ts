import type { Route } from "../routes.ts";

/** A chapter of the document. */
export interface Tag {
  /** Also its place in the address of the reference. */
  readonly name: string;
  readonly description: string;
}

/** What everybody has comes first, then each type, then each app. */
export const byPlace = (a: Tag, b: Tag): number =>
  placeOf(a) - placeOf(b) || (a.description < b.description ? -1 : 1);

const OF_TYPE = "Secret rotations: ";
const OF_APP = "App connections: ";
const placeOf = ({ description }: Tag): number =>
  description.startsWith(OF_TYPE) ? 1 : description.startsWith(OF_APP) ? 2 : 0;

/** The plugin's own chapter, or the one of the router that the procedure is in. */
export function tagOf({ plugin, fixed, procedure }: Route): Tag {
  if (fixed.type !== undefined)
    return { name: fixed.type, description: `${OF_TYPE}${plugin?.title ?? fixed.type}` };
  if (fixed.app !== undefined)
    return { name: `${fixed.app}-connections`, description: `${OF_APP}${fixed.app}` };
  const [router = ""] = procedure.name.split(".");
  const words = router.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { name: words.replaceAll(" ", "-"), description: words.charAt(0).toUpperCase() + words.slice(1) };
}

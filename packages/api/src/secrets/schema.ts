import * as z from "zod";
import { place } from "../rotations/schema.ts";

export const folder = z.object(place);
export const oneSecret = folder.extend({ name: z.string().min(1).max(255) });

export type Folder = z.output<typeof folder>;
export type OneSecret = z.output<typeof oneSecret>;

import type { RotationProvider } from "@turnbolt/core";
import * as z from "zod";

/** The ways to log in that a connection schema has: the field `method`, where there is one, and the other fields. */
export const loginsOf = (connection: RotationProvider["connection"]) =>
  (connection instanceof z.ZodDiscriminatedUnion ? connection.options : [connection]).map(({ shape }) => {
    const { method, ...fields } = shape;
    return { method, credentials: z.object(fields) };
  });

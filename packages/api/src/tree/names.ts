import * as z from "zod";

/** Text for people: anything that PostgreSQL can keep. */
export const prose = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\0\p{Cs}]*$/u, "no NUL and no half characters");

export const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
    "lower-case letters, digits and dashes, at most 64, no dash first or last",
  );

export const displayName = prose(64).trim().min(1);

export const description = prose(256).nullable();

export const folderName = z
  .string()
  .regex(/^(?!\.{1,2}$)[\w.-]{1,64}$/, "letters, digits, dots, dashes and underscores, at most 64");

/** `tidyPath` makes it the way folders are kept. */
export const folderPath = z
  .string()
  .max(1024)
  .regex(/^\/?(?:(?!\.{1,2}(?:\/|$))[\w.-]{1,64}(?:\/|$))*$/, "a path such as / or /billing");

export const secretName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/, "letters, digits, dots, dashes and underscores, no digit first");

/** With a slash in front and none behind. */
export const tidyPath = (path: string): string => `/${path.split("/").filter(Boolean).join("/")}`;

const uuid = z.uuid();
export const isUuid = (text: string): boolean => uuid.safeParse(text).success;

/** The project that something is in, by its id or its slug; one of them is needed, each has the name of its time. */
export const inProject = {
  projectId: z.uuid().optional(),
  workspaceId: z.uuid().optional().meta({ description: "The same as projectId" }),
  projectSlug: slug.optional(),
  workspaceSlug: slug.optional().meta({ description: "The same as projectSlug" }),
};

export type InProject = z.output<z.ZodObject<typeof inProject>>;

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineProvider, generatePassword, RotationError, sensitive } from "@turnbolt/core";
import * as z from "zod";

const folder = z
  .string()
  .meta({ title: "Lighthouse", description: "Where the lamps stand.", examples: ["/lamps"] });
const watchword = sensitive(z.string().regex(/^open/, "it begins with open")).meta({ title: "Watchword" });

const codesOf = (at: string): Record<string, string> =>
  JSON.parse(readFileSync(join(at, "codes.json"), "utf8"));

/** A kind of target that nobody has heard of: lamps in a folder, each with a code. */
export default defineProvider({
  type: "lamp-code",
  app: "lamp",
  title: "Code of a lamp",
  phase: "single",
  origin: "chosen",
  connection: z.discriminatedUnion("method", [
    z.object({ method: z.literal("wire"), folder, watchword }),
    z.object({
      method: z.literal("radio"),
      folder,
      watchword,
      channel: z.int().min(1).max(16).meta({ title: "Channel" }),
    }),
  ]),
  parameters: z.object({
    lamp: z
      .string()
      .refine((name) => name !== "lamp-13", "nobody touches lamp 13")
      .meta({ title: "Lamp", description: "Whose code is rotated." }),
    place: z.string().min(1).meta({ title: "Place" }),
    colour: z.enum(["red", "green"]).default("red").meta({ title: "Colour" }),
    beam: z
      .object({ seconds: z.int().max(60).optional() })
      .optional()
      .meta({ title: "Beam" }),
  }),
  secret: z.object({ lamp: z.string(), code: sensitive().meta({ title: "Code" }) }),
  lifeMs: 0,
  propagation: { minimumMs: 0, deadlineMs: 1_000 },
  subjects: ({ folder }, { lamp }) => [`${folder}/${lamp}`],
  connect: ({ folder, watchword }) => {
    if (watchword !== "open sesame")
      throw new RotationError("unauthorized", "lamp: nobody opens to that watchword");
    return folder;
  },
  check: async () => [
    { permission: "lamps:dim", held: true },
    { permission: "lamps:paint", held: true },
  ],
  options: {
    lamp: async ({ search = "", cursor = "0" }) => {
      const from = Number(cursor);
      const all = Array.from({ length: 120 }, (_, index) => `lamp-${index}`).filter((name) =>
        name.includes(search),
      );
      const options = all.slice(from, from + 40).map((value) => ({
        value,
        label: `Lamp ${value.slice(5)}`,
        details: { place: `pier ${value.slice(5)}` },
      }));
      return { options, ...(from + 40 < all.length && { next: String(from + 40) }) };
    },
  },
  choose: ({ parameters: { lamp } }) => ({ handle: lamp, secret: { lamp, code: generatePassword() } }),
  issue: async ({ client, draft }) => {
    const codes = { ...codesOf(client), [draft.handle]: draft.secret.code };
    writeFileSync(join(client, "codes.json"), JSON.stringify(codes));
  },
  verify: async ({ connection, credential: { handle, secret } }) => {
    if (codesOf(connection.folder)[handle] !== secret.code)
      throw new RotationError("refused", "lamp: it does not take that code");
  },
});

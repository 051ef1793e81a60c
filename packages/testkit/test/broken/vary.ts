import {
  defineProvider,
  type Held,
  type OptionPage,
  type RawAnswer,
  type RotationProvider,
  type RunRef,
  type Runtime,
} from "@turnbolt/core";
import type { Ask } from "../../src/corners/client.ts";
import { type Corner, corner, type SuiteName } from "../../src/index.ts";

/** A provider that breaks one promise, and who has to notice. */
export interface Broken {
  /** What it does wrong. */
  readonly name: string;
  readonly provider: RotationProvider;
  readonly startTarget: Corner["startTarget"];
  /** The suite that catches it, and the case in it. */
  readonly suite: SuiteName;
  readonly noticed: RegExp;
}

type Texts = Readonly<Record<string, string>>;

export interface Draft {
  readonly handle: string;
  readonly secret: Texts;
}

/** What the members of the corners get, all of it at once. */
export interface Call {
  readonly client: Ask;
  readonly connection: { readonly url: string; readonly token: string };
  readonly runtime: Runtime;
  readonly parameters: Texts;
  readonly run: RunRef;
  readonly attempt: number;
  readonly current: Draft | null;
  readonly draft: Draft;
  readonly credential: Draft;
  readonly handle: string;
  readonly search?: string;
  readonly cursor?: string;
  readonly neededUntil: Date;
}

/** The members of a corner's provider that can be put wrong. */
export interface Members {
  readonly capacity: number;
  readonly asConnection: undefined;
  readonly options: Readonly<Record<string, (call: Call) => Promise<OptionPage>>>;
  subjects(connection: Call["connection"], parameters: Texts): readonly string[];
  connect(connection: Call["connection"], runtime: Runtime): Promise<unknown>;
  check(call: Call): Promise<unknown>;
  choose(plan: Call): Draft;
  issue(call: Call): Promise<unknown>;
  read(answer: RawAnswer, parameters: Texts): Draft;
  readBack(call: Call): Promise<Draft>;
  verify(call: Call): Promise<void>;
  revoke(call: Call): Promise<void>;
  list(call: Call): Promise<readonly Held[]>;
}

/** A corner's provider with a few members put wrong. */
export function broken(
  name: string,
  cornerName: string,
  [suite, noticed]: readonly [SuiteName, RegExp],
  wrong: (right: Members) => Partial<Members>,
): Broken {
  const { provider, startTarget } = corner(cornerName);
  // The corners' members take what Call holds; what is put wrong here is not for the compiler to find.
  const varied = { ...provider, ...wrong(provider as unknown as Members) } as RotationProvider;
  return { name, provider: defineProvider(varied), startTarget, suite, noticed };
}

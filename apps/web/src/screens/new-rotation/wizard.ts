import { createContext, useContext } from "react";
import type { AppOption, Project, Provider } from "../../app/wire.ts";
import type { Draft, Hidden } from "./draft.ts";
import type { Step } from "./steps.ts";

/** What the steps share: the draft, what the server has told, and the way on. */
export interface Wizard {
  readonly draft: Draft;
  readonly hidden: Hidden;
  readonly change: (change: Partial<Draft>) => void;
  /** For what a browser must not keep. */
  readonly hide: (change: Hidden) => void;
  /** Takes another kind of rotation. */
  readonly choose: (type: string) => void;
  readonly providers: readonly Provider[];
  readonly apps: readonly AppOption[];
  readonly projects: readonly Project[];
  /** The one that was chosen. */
  readonly provider: Provider | null;
  readonly goTo: (step: Step) => void;
  /** Forgets the draft. */
  readonly clear: () => void;
}

export const WizardContext = createContext<Wizard | null>(null);

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error("this is a step of no wizard");
  return wizard;
}

/** The same in a step that comes after the choice of a provider. */
export function useChosen(): Wizard & { readonly provider: Provider } {
  const wizard = useWizard();
  if (!wizard.provider) throw new Error("no provider is chosen");
  return { ...wizard, provider: wizard.provider };
}

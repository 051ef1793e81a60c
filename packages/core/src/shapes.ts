/** One credential as the target shows it, ours or not. */
export interface Held {
  readonly handle: string;
  /** The label that `issue` put on it, where the target has a field for one. */
  readonly label?: string | undefined;
  /** By the target's own clock. */
  readonly issuedAt?: Date | undefined;
  readonly lastUsedAt?: Date | undefined;
  /** True where the target can tell that this entry is the draft of the call. */
  readonly isDraft?: boolean | undefined;
}

export interface Permission {
  /** The target's own name for it, such as `update:client_keys`. */
  readonly permission: string;
  readonly held: boolean;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** More that people or programs know it by, by name; under the name of another parameter, what forms fill in there. */
  readonly details?: Readonly<Record<string, string>> | undefined;
}
export interface OptionPage {
  readonly options: readonly Option[];
  /** Give it back as `cursor` for the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** How long a new credential takes to work, all in milliseconds. */
export interface Propagation {
  /** Before this a verify is not even tried. */
  readonly minimumMs: number;
  /** After this a `refused` is believed. */
  readonly deadlineMs: number;
  /** How long `list` may lag behind a change; 0 when absent. */
  readonly listLagMs?: number;
}

/** The answer of a granted `issue`, byte for byte, kept by the host before anybody reads it. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** False when the connection broke before the last byte. */
  readonly complete: boolean;
}

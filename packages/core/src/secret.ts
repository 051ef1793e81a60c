const MARK = "[secret]";

/** A value that no log, template, JSON or inspector shows; only `reveal` gives it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MARK;
  }

  toJSON(): string {
    return MARK;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return MARK;
  }
}

/** What has to be ended, the last one first. */
export interface Closing {
  add(step: () => Promise<unknown>): void;
  /** Ends everything, once; a step that fails keeps no other from its end. The first failure is thrown at last. */
  run(): Promise<void>;
  readonly begun: boolean;
}

export function newClosing(): Closing {
  const steps: (() => Promise<unknown>)[] = [];
  let running: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (let step = steps.pop(); step; step = steps.pop()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  return {
    add: (step) => void steps.push(step),
    run: () => {
      running ??= end();
      return running;
    },
    get begun() {
      return running !== null;
    },
  };
}

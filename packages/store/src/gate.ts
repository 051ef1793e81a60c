/** Lets so many in at a time; the others wait in line. */
export interface Gate {
  enter(): Promise<void>;
  leave(): void;
}

export function gate(places: number): Gate {
  const line: (() => void)[] = [];
  let free = places;
  return {
    enter: () => {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve) => line.push(resolve));
    },
    leave: () => {
      const next = line.shift();
      if (next) next();
      else free++;
    },
  };
}

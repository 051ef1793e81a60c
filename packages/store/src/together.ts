/** How many at once, and in how many places. */
export interface Crowd {
  readonly places: number;
  readonly most: number;
}

/**
 * Lets those go together that come while all places are taken: nobody waits for company, so alone it is as quick as
 * ever, and the more there is to do the less each one costs. `perform` answers each by itself, in order; one that it
 * answers with a promise holds no place any more.
 */
export function together<One, Answer>(
  { places, most }: Crowd,
  perform: (ones: readonly One[]) => Promise<readonly (Answer | Promise<Answer>)[]>,
): (one: One) => Promise<Answer> {
  const line: { readonly one: One; readonly answered: PromiseWithResolvers<Answer> }[] = [];
  let free = places;
  const go = async (): Promise<void> => {
    const now = line.splice(0, most);
    try {
      const answers = await perform(now.map(({ one }) => one));
      for (const [index, answer] of answers.entries()) now[index]?.answered.resolve(answer);
    } catch (error) {
      for (const { answered } of now) answered.reject(error);
    }
  };
  const fill = async (): Promise<void> => {
    free--;
    while (line.length > 0) await go();
    free++;
  };
  return (one) => {
    const answered = Promise.withResolvers<Answer>();
    line.push({ one, answered });
    if (free > 0) void fill();
    return answered.promise;
  };
}

/**
 * A text that comes piece by piece, as bytes to be sent as they come; anything else stays what it is. What breaks on
 * the way is told, for the client only sees the end missing.
 */
export function asPieces(output: unknown, onBroken: (error: unknown) => void): unknown {
  if (typeof output !== "object" || output === null || !(Symbol.asyncIterator in output)) return output;
  const texts = output as AsyncIterable<string>; // only outputs with a content type are iterables, and theirs are texts
  return ReadableStream.from(told(texts, onBroken)).pipeThrough(new TextEncoderStream());
}

async function* told(
  texts: AsyncIterable<string>,
  onBroken: (error: unknown) => void,
): AsyncGenerator<string> {
  try {
    yield* texts;
  } catch (error) {
    onBroken(error);
    throw error;
  }
}

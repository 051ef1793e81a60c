interface Named {
  readonly title: string;
  readonly type: string;
  readonly app: string;
}

/** Those whose title, type or app has every word of a search in it. */
export function matching<P extends Named>(plugins: readonly P[], search: string): readonly P[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return plugins.filter(({ title, type, app }) => {
    const text = `${title} ${type} ${app}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

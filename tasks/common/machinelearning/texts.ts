/** Tags or properties as the service takes them: one without a value is an empty text. */
export const texts = (entries: Readonly<Record<string, string | null>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, value ?? '']))

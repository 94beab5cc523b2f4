const SINGLE = /(?<!\{)\{(inputs|outputs|search_space)\.([^}]*)\}(?!\})/g

/** `{inputs.data}`, of an early version of the language, becomes `${{inputs.data}}`, as the official client does. */
export const doubleBraces = (command: string): string =>
  command.replace(SINGLE, (_, section: string, name: string) => `\${{${section}.${name}}}`)

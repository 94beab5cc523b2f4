export type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'cyan'

/** Puts colour on text, or leaves it as it is. */
export type Style = (tone: Tone, text: string) => string

const codes: Readonly<Record<Tone, [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
}

export const plainStyle: Style = (_tone, text) => text

export const colourStyle: Style = (tone, text) => `\u001b[${codes[tone][0]}m${text}\u001b[${codes[tone][1]}m`

/** Colours only on a terminal, and not when NO_COLOR asks for none. */
export function chooseStyle(stream: { isTTY?: boolean }, environment: NodeJS.ProcessEnv): Style {
  const unwanted = (environment['NO_COLOR'] ?? '') !== ''
  return stream.isTTY === true && !unwanted ? colourStyle : plainStyle
}

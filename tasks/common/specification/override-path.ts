/** A key of a mapping, or an index of a list that is written in brackets. */
export type PathPart = string | number

const PART = /\[(\d+)\]|((?:\\.|[^.[\]\\])+)/g

/** `jobs.train.inputs[0]` -> its parts; a dot within a key is written `\.`. None where the path is malformed. */
export function splitPath(path: string): PathPart[] {
  if (!/^(?:\\.|[^.[\]\\])+(?:\.(?:\\.|[^.[\]\\])+|\[\d+\])*$/.test(path)) return []
  return [...path.matchAll(PART)].map(([, index, key = '']) =>
    index === undefined ? key.replace(/\\(.)/g, '$1') : Number(index),
  )
}

export const pathText = (parts: readonly PathPart[]): string =>
  parts
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')

import { LOG_WORDS } from './log-words.ts'
import type { Advice, ServingError } from './serving-error.ts'
import { SERVING_ERRORS } from './table.ts'
import { KNOWN_WORDS } from './words.ts'

/** What an error says, as far as it can be read. */
export interface Said {
  /** Codes in the error's own structure: its code, its details', its inner errors'. */
  readonly codes: readonly string[]
  /** All its words, in which further codes may stand. */
  readonly text: string
}

/** Of longer texts the patterns would take quadratic time, and beyond this no more is told. */
const LONGEST = 10_000
const LONGEST_LINE = 1000

/** What is known about an error: by its codes, by its words, and by codes that say little only at the end. */
export function findAdvice({ codes, text }: Said): Advice | undefined {
  const said = { codes, text: text.slice(0, LONGEST) }
  return clearly(said) ?? byCode(said, true)
}

const clearly = (said: Said): Advice | undefined =>
  byCode(said, false) ?? bySentence(said) ?? KNOWN_WORDS.find(({ words }) => words.test(said.text))

/** The same for words whose structure is lost, as the reasons of a state. */
export function adviceInWords(text: string): Pick<Advice, 'cause' | 'remedy'> | undefined {
  const known = findAdvice({ codes: [], text })
  return known && { cause: known.cause, remedy: `${known.remedy} More: ${known.source}` }
}

/** True where nothing but a code that says little is known. */
export const isVaguelyKnown = ({ codes, text }: Said): boolean =>
  clearly({ codes, text: text.slice(0, LONGEST) }) === undefined

const bySentence = ({ text }: Said): ServingError | undefined =>
  SERVING_ERRORS.find(({ says }) => says !== undefined && text.includes(says))

/** A code in the structure counts before one that is only mentioned. */
function byCode({ codes, text }: Said, vague: boolean): ServingError | undefined {
  const candidates = SERVING_ERRORS.filter(
    one => (one.isVague ?? false) === vague && (one.variant?.words.test(text) ?? true),
  )
  return (
    candidates.find(({ code }) => codes.includes(code)) ??
    candidates.find(({ code, alias = code }) => new RegExp(`\\b(${code}|${alias})\\b`).test(text))
  )
}

/** What the log of a container tells about why it does not serve, with the words that tell it. */
export function findAdviceInLog(log: string): (Advice & { readonly words: string }) | undefined {
  const text = log
    .split('\n')
    .map(line => line.slice(0, LONGEST_LINE))
    .join('\n')
  for (const known of LOG_WORDS) {
    const words = known.words.exec(text)?.[0]
    if (words !== undefined) return { ...known, words }
  }
  const code = byCode({ codes: [], text }, false)
  return code && { ...code, words: code.code }
}

/** A setting that is not what was asked for. */
export interface Difference {
  readonly of: 'cluster' | 'extension' | 'compute'
  /** The input that asks for it. */
  readonly field: string
  readonly is: string
  readonly asked: string
  /** Whether it can be changed on what is there; `never` means that only a new resource has it otherwise. */
  readonly change: 'in place' | 'never'
}

type Value = string | number | boolean | null | undefined
/** What was asked (undefined: nobody spoke of it), and what is there. */
type Comparison = readonly [field: string, is: Value, asked: Value, change: Difference['change']]

/** The comparisons in which something was asked that is not there. Words are compared without regard to case. */
export const differing = (of: Difference['of'], comparisons: readonly Comparison[]): Difference[] =>
  comparisons
    .filter(([, is, asked]) => asked !== undefined && plain(is) !== plain(asked))
    .map(([field, is, asked, change]) => ({ of, field, is: shown(is), asked: shown(asked), change }))

/** Tags that say which build wrote a resource are no reason to write it again. */
export const tagDifferences = (
  of: Difference['of'],
  is: Readonly<Record<string, string>> | null | undefined,
  asked: Readonly<Record<string, string>>,
): Difference[] =>
  Object.entries(asked)
    .filter(([key, value]) => !key.startsWith('mlops.') && is?.[key] !== value)
    .map(([key, value]) => ({
      of,
      field: `tag ${key}`,
      is: shown(is?.[key]),
      asked: value,
      change: 'in place' as const,
    }))

const plain = (value: Value): string => String(value ?? '').toLowerCase()
const shown = (value: Value): string =>
  value === undefined || value === null || value === '' ? 'unset' : String(value)

import { isScalar } from 'yaml'
import type { InputReader } from '../../../common/host/input-reader.ts'
import type { MappingReader } from '../../../common/specification/mapping-reader.ts'

/** The parts of a rule, as `gateRules` spells them. */
export const RULE_KEYS = [
  'metric',
  'goal',
  'baseline',
  'baselineVersion',
  'baselineCount',
  'endpointName',
  'threshold',
  'margin',
  'missingMetric',
  'missingBaseline',
  'unreadableBaseline',
] as const
export type RuleKey = (typeof RULE_KEYS)[number]

/** Where the parts of a rule come from: the inputs of the form, or one mapping of `gateRules`. */
export interface RuleSource {
  text(key: RuleKey): string | undefined
  /** Nothing was given, not even something that cannot be used. */
  isBlank(key: RuleKey): boolean
  reject(key: RuleKey, why: string): void
  /** What a person calls this part, as `gateMargin` or `margin`. */
  nameOf(key: RuleKey): string
}

/** A rule's part as an input: `margin` is `gateMargin`. */
const inputOf = (key: RuleKey): string =>
  key === 'endpointName' ? key : `gate${key.charAt(0).toUpperCase()}${key.slice(1)}`

/** The single inputs. What is wrong with one is said once, however many rules take it. */
export function formSource(read: InputReader): RuleSource {
  const rejected = new Set<string>()
  const text = once(key => read.text(inputOf(key)))
  return {
    text,
    isBlank: key => text(key) === undefined,
    reject(key, why) {
      const name = inputOf(key)
      if (!rejected.has(`${name} ${why}`)) read.reject(name, why)
      rejected.add(`${name} ${why}`)
    },
    nameOf: inputOf,
  }
}

/** Metric and threshold belong to one rule alone. */
const OWN = new Set<RuleKey>(['metric', 'threshold'])

/** A mapping of `gateRules`; what it leaves out is taken from the single inputs. */
export function mappingSource(mapping: MappingReader, form: RuleSource): RuleSource {
  const isOwn = (key: RuleKey): boolean => !mapping.isBlank(key) || OWN.has(key)
  return {
    text: once(key => (isOwn(key) ? textOf(mapping, key) : form.text(key))),
    isBlank: key => mapping.isBlank(key) && (OWN.has(key) || form.isBlank(key)),
    reject(key, why) {
      if (isOwn(key) || form.isBlank(key)) mapping.reject(key, why)
      else form.reject(key, why)
    },
    nameOf: key => key,
  }
}

/** Version 1.10 is no number and metric true no truth: names are taken as they are written. */
function textOf(mapping: MappingReader, key: RuleKey): string | undefined {
  const node = mapping.scalarNode(key)
  const isName = key === 'baselineVersion' || key === 'metric'
  if (isName && isScalar(node) && typeof node.value !== 'string') return node.source
  return mapping.text(key)
}

/** Reading reports what is wrong: a second time would report it twice. */
function once(read: RuleSource['text']): RuleSource['text'] {
  const texts = new Map<RuleKey, string | undefined>()
  return key => {
    if (!texts.has(key)) texts.set(key, read(key))
    return texts.get(key)
  }
}

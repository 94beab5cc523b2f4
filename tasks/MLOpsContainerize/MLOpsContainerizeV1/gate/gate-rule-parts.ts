import type { BaselineChoice, GateRule, Goal, Policy } from '../../../common/gate/gate-rule.ts'
import { readMargin } from '../../../common/gate/margin.ts'
import type { RuleKey, RuleSource } from './gate-sources.ts'

const GOALS: readonly Goal[] = ['maximize', 'minimize']
const POLICIES: readonly Policy[] = ['accept', 'reject', 'fail']
const BASELINES: readonly BaselineChoice['from'][] = ['deployed', 'version', 'best', 'none']
const NAME = /^[a-zA-Z0-9][\w.-]{0,254}$/
const VERSION = /^(?:tag:[^=]+(?:=.*)?|stage:.+|[a-zA-Z0-9][\w.-]{0,254})$/s
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const COUNT = 5
const MOST = 50

/** One rule from its parts; everything that is wrong with it is rejected at its source. */
export function readRule(source: RuleSource): GateRule {
  const metric = source.text('metric')
  if (source.isBlank('metric')) source.reject('metric', 'is required: the metric that decides.')
  const rule: GateRule = {
    metric: metric ?? '',
    goal: choice(source, 'goal', GOALS, 'maximize'),
    baseline: readBaseline(source),
    threshold: readThreshold(source),
    margin: readMarginOf(source),
    missingMetric: choice(source, 'missingMetric', POLICIES, 'fail'),
    missingBaseline: choice(source, 'missingBaseline', POLICIES, 'accept'),
    unreadableBaseline: choice(source, 'unreadableBaseline', POLICIES, 'fail'),
  }
  if (rule.baseline.from === 'none' && source.isBlank('threshold')) {
    const why = 'without a baseline and without a threshold every model would pass; give one of them.'
    source.reject('threshold', why)
  }
  return rule
}

function readBaseline(source: RuleSource): BaselineChoice {
  const from = choice(source, 'baseline', BASELINES, 'deployed')
  if (from === 'none') return { from }
  if (from === 'best') return { from, count: readCount(source) }
  if (from === 'deployed') return { from, endpointName: readEndpoint(source) }
  return { from, version: readVersion(source) }
}

function readEndpoint(source: RuleSource): string {
  const name = source.text('endpointName')
  if (source.isBlank('endpointName')) {
    const other = source.nameOf('baseline')
    source.reject('endpointName', `name the endpoint whose model is the baseline, or set ${other}.`)
  } else if (name !== undefined && !NAME.test(name))
    source.reject('endpointName', `"${name}" is not a name of letters, digits, dots, hyphens, underscores.`)
  return name ?? ''
}

function readVersion(source: RuleSource): string {
  const version = source.text('baselineVersion')?.trim()
  if (source.isBlank('baselineVersion'))
    source.reject('baselineVersion', `name the version to compare with, or set ${source.nameOf('baseline')}.`)
  else if (version !== undefined && !VERSION.test(version))
    source.reject(
      'baselineVersion',
      `"${version}" is no version: a number, latest, tag:key=value or stage:name is expected.`,
    )
  return version ?? ''
}

function readCount(source: RuleSource): number {
  const text = source.text('baselineCount') ?? String(COUNT)
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST) return count
  source.reject('baselineCount', `"${text}" is no whole number of 1 to ${MOST}.`)
  return COUNT
}

function readThreshold(source: RuleSource): number | undefined {
  const text = source.text('threshold')
  if (text === undefined) return undefined
  if (!NUMBER.test(text) || !Number.isFinite(Number(text)))
    source.reject('threshold', `"${text}" is not a number, such as 0.75.`)
  return Number(text)
}

function readMarginOf(source: RuleSource): GateRule['margin'] {
  const text = source.text('margin') ?? '0'
  const margin = readMargin(text)
  if (!margin) source.reject('margin', `"${text}" is neither a number (0.01) nor a percentage (2%).`)
  return margin ?? { amount: 0, isPercent: false }
}

function choice<T extends string>(source: RuleSource, key: RuleKey, values: readonly T[], fallback: T): T {
  const text = source.text(key)
  if (text === undefined) return fallback
  const found = values.find(value => value.toLowerCase() === text.toLowerCase())
  if (!found) source.reject(key, `"${text}" is none of ${values.join(', ')}.`)
  return found ?? fallback
}

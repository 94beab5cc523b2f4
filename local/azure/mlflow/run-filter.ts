import { notEmulated } from '../core/errors.ts'
import { type RunDocument, shownStatus } from '../run-history/run-document.ts'
import type { MetricPoint } from './metrics.ts'
import { mlflowStatus } from './mlflow-status.ts'
import { invalidParameter } from './errors.ts'

interface Condition {
  field: string
  name: string
  operator: string
  value: string | number
}

/** What a condition can be about; the metrics are the latest values. */
export interface Searched {
  run: RunDocument
  tags: Record<string, string>
  metrics: MetricPoint[]
}

export type RunFilter = (searched: Searched) => boolean

/** One condition and what connects it to the next; names may stand in quotes or backticks. */
const condition =
  /^\s*(?:(\w+)\.)?(?:"([^"]+)"|`([^`]+)`|([\w.\-/]+))\s*(!=|>=|<=|=|>|<)\s*(?:'([^']*)'|"([^"]*)"|(-?[\d.]+(?:[eE][-+]?\d+)?))\s*(?:(and)\b|$)/i

/**
 * The part of MLflow's search language that clients of jobs use: comparisons of `metrics.`, `params.`, `tags.` and
 * `attributes.`, joined by `and`.
 *
 * @throws AzureError 501 for the rest of the language
 * @see https://mlflow.org/docs/latest/search-runs.html
 */
export function readFilter(text: string): RunFilter {
  const conditions: Condition[] = []
  for (let rest = text; rest.trim() !== '';) {
    const found = condition.exec(rest)
    if (!found) throw notEmulated(`this filter of runs/search: '${text}'`)
    conditions.push(toCondition(found))
    rest = rest.slice(found[0].length)
    if (found[9] && rest.trim() === '') throw invalidParameter(`The filter '${text}' ends in 'and'.`)
  }
  return searched => conditions.every(one => holds(one, searched))
}

function toCondition(found: RegExpExecArray): Condition {
  const [, entity = 'attributes', quoted, ticked, plain, operator = '=', single, double, number] = found
  const field = fields[entity.toLowerCase()]
  if (!field) throw invalidParameter(`Invalid entity type '${entity}' in the filter.`)
  const value = number === undefined ? (single ?? double ?? '') : Number(number)
  return { field, name: quoted ?? ticked ?? plain ?? '', operator, value }
}

const fields: Partial<Record<string, string>> = {
  ...{ metric: 'metric', metrics: 'metric', param: 'param', params: 'param', parameters: 'param' },
  ...{ tag: 'tag', tags: 'tag', attribute: 'attribute', attributes: 'attribute', run: 'attribute' },
}

function holds({ field, name, operator, value }: Condition, searched: Searched): boolean {
  const actual = actualOf(field, name, searched)
  if (actual === undefined) return false
  const [left, right] =
    typeof value === 'number' ? [Number(actual), value] : [String(actual), value as string | number]
  switch (operator) {
    case '=':
      return left === right
    case '!=':
      return left !== right
    case '>':
      return left > right
    case '<':
      return left < right
    case '>=':
      return left >= right
    default:
      return left <= right
  }
}

function actualOf(
  field: string,
  name: string,
  { run, tags, metrics }: Searched,
): string | number | undefined {
  if (field === 'metric') return metrics.find(({ key }) => key === name)?.value
  if (field === 'param') return run.params[name]
  if (field === 'tag') return tags[name]
  const start = Date.parse(run.startTimeUtc ?? run.createdTimeUtc)
  const attributes: Partial<Record<string, string | number>> = {
    ...{ run_id: run.runId, runId: run.runId, run_name: run.displayName, runName: run.displayName },
    ...{ status: mlflowStatus(shownStatus(run)), user_id: run.userId, start_time: start },
    ...(run.endTimeUtc && { end_time: Date.parse(run.endTimeUtc) }),
  }
  if (name in attributes) return attributes[name]
  throw invalidParameter(`Invalid attribute key '${name}' in the filter.`)
}

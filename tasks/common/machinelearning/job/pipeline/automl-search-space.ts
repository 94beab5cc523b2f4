import { pythonText } from '../../../specification/python-scalars.ts'
import { PythonFloat, type Json, type JsonMapping } from '../../../specification/schema/index.ts'

/** Parameters of vision models that are floats, however the file writes them. */
const FLOATS = new Set([
  'beta1',
  'beta2',
  'learning_rate',
  'momentum',
  'step_lr_gamma',
  'warmup_cosine_lr_cycles',
  'weight_decay',
  'box_score_threshold',
  'nms_iou_threshold',
  'tile_overlap_ratio',
  'tile_predictions_nms_threshold',
  'validation_iou_threshold',
])

/** The search space of a vision model, in the language that AutoML has for it: `uniform(0.1,0.9)`, `choice('a','b')`. */
export const searchSpaceTexts = (entries: Json): Json =>
  Array.isArray(entries)
    ? entries.map(entry =>
        Object.fromEntries(
          Object.entries(entry as JsonMapping).map(([name, value]) => [name, textOf(name, value)]),
        ),
      )
    : entries

function textOf(name: string, value: Json): string {
  if (typeof value === 'object' && value !== null && 'type' in value) return distributionText(value)
  return typeof value === 'number' && FLOATS.has(name) ? pythonText(value, true) : plainText(value)
}

function distributionText(distribution: JsonMapping): string {
  const { type, values, upper, min_value, max_value, mu, sigma, q } = distribution
  const [first, second] = min_value === undefined ? [mu, sigma] : [min_value, max_value]
  const bounds = upper === undefined ? [first, second, q] : [upper]
  const given = bounds.flatMap(bound => (bound === undefined ? [] : [plainText(bound)]))
  const texts = Array.isArray(values) ? values.map(quoted) : given
  return `${plainText(type ?? '')}(${texts.join(',')})`
}

const quoted = (value: Json): string => (typeof value === 'string' ? `'${value}'` : plainText(value))

function plainText(value: Json): string {
  if (value instanceof PythonFloat) return pythonText(value.value, true)
  return pythonText(value, typeof value === 'number' && !Number.isInteger(value))
}

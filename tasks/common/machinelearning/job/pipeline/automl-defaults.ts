import { PythonFloat, type JsonMapping } from '../../../specification/schema/index.ts'
import { isMapping, textAt } from '../../component/json-values.ts'
import { searchSpaceTexts } from './automl-search-space.ts'

const ERROR = 'normalized_root_mean_squared_error'
const METRICS: Readonly<Record<string, string>> = {
  classification: 'accuracy',
  regression: ERROR,
  forecasting: ERROR,
  image_classification_multilabel: 'iou',
  image_object_detection: 'mean_average_precision',
  image_instance_segmentation: 'mean_average_precision',
}

/** What azure-ai-ml adds to a node of AutoML, and the words of its own that it writes it in. */
export function withDefaults(settings: JsonMapping): JsonMapping {
  const task = textAt(settings, 'task')
  return {
    primary_metric: METRICS[task] ?? 'accuracy',
    tags: {},
    properties: {},
    ...(isText(task) ? {} : { log_verbosity: 'info' }),
    ...settings,
    ...ownOf(task, settings),
    ...mapped(settings, 'identity', identity => ({
      type: WORDS[textAt(identity, 'type')] ?? textAt(identity, 'type'),
    })),
    ...mapped(settings, 'resources', resources => ({
      ...resources,
      properties: resources['properties'] ?? {},
    })),
    ...mapped(settings, 'services', services => eachOf(services, withoutCustom)),
  }
}

const WORDS: Readonly<Record<string, string>> = { managed: 'managed_identity' }
const isText = (task: string): boolean => task.startsWith('text_')

function ownOf(task: string, settings: JsonMapping): JsonMapping {
  if (isText(task)) return { limits: { max_nodes: 1, max_trials: 1, ...mappingAt(settings, 'limits') } }
  if (!task.startsWith('image_'))
    return { training: mappingAt(settings, 'training'), ...mapped(settings, 'forecasting', asPythonTexts) }
  return {
    limits: mappingAt(settings, 'limits'),
    ...('search_space' in settings && { search_space: searchSpaceTexts(settings['search_space'] ?? null) }),
    ...mapped(settings, 'sweep', withPolicy),
  }
}

const POLICIES: Readonly<Record<string, JsonMapping>> = {
  bandit: { slack_factor: new PythonFloat(0), slack_amount: new PythonFloat(0), evaluation_interval: 0 },
  median_stopping: { evaluation_interval: 1 },
  truncation_selection: { truncation_percentage: 0, evaluation_interval: 0 },
}

/** Intervals and slack that the file leaves out have a value. */
const withPolicy = (sweep: JsonMapping): JsonMapping => ({
  ...sweep,
  ...mapped(sweep, 'early_termination', policy => ({
    delay_evaluation: 0,
    ...POLICIES[textAt(policy, 'type')],
    ...policy,
  })),
})

/** Columns in a list are sent as Python prints the list. */
const asPythonTexts = (forecasting: JsonMapping): JsonMapping =>
  Object.fromEntries(
    Object.entries(forecasting).map(([key, value]) => [
      key,
      Array.isArray(value) && COLUMNS.has(key)
        ? `[${value.map(name => `'${String(name)}'`).join(', ')}]`
        : value,
    ]),
  )
const COLUMNS = new Set(['features_unknown_at_forecast_time', 'time_series_id_column_names'])

const withoutCustom = (service: JsonMapping): JsonMapping =>
  Object.fromEntries(Object.entries(service).filter(([key, value]) => key !== 'type' || value !== 'custom'))

const mappingAt = (record: JsonMapping, key: string): JsonMapping => {
  const value = record[key]
  return isMapping(value) ? value : {}
}

function mapped(record: JsonMapping, key: string, map: (value: JsonMapping) => JsonMapping): JsonMapping {
  const value = record[key]
  return isMapping(value) ? { [key]: map(value) } : {}
}

const eachOf = (record: JsonMapping, map: (value: JsonMapping) => JsonMapping): JsonMapping =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, isMapping(value) ? map(value) : value]),
  )

import type { JsonMapping } from '../../specification/schema/index.ts'

/** Short names of settings that Spark knows under longer ones. */
const NAMES: Readonly<Record<string, string>> = {
  driver_cores: 'spark.driver.cores',
  driver_memory: 'spark.driver.memory',
  executor_cores: 'spark.executor.cores',
  executor_memory: 'spark.executor.memory',
  executor_instances: 'spark.executor.instances',
  dynamic_allocation_enabled: 'spark.dynamicAllocation.enabled',
  dynamic_allocation_min_executors: 'spark.dynamicAllocation.minExecutors',
  dynamic_allocation_max_executors: 'spark.dynamicAllocation.maxExecutors',
}

/** The settings of Spark by Spark's names; digits are numbers. */
export const sparkConf = (conf: JsonMapping): JsonMapping =>
  Object.fromEntries(
    Object.entries(conf).map(([key, value]) => [
      NAMES[key] ?? key,
      typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
    ]),
  )

/** A node's settings; those of them that Spark needs to start come one by one from its component, where that has them. */
export function nodeConf(
  node: JsonMapping | undefined,
  component: JsonMapping | undefined,
): JsonMapping | undefined {
  if (!node || !component) return node ?? component
  const names = new Set(Object.values(NAMES))
  const inherited = Object.entries(sparkConf(component)).filter(([key]) => names.has(key))
  return { ...Object.fromEntries(inherited), ...sparkConf(node) }
}

/** The same for a run: with dynamic allocation it begins with the fewest executors, where the file gives no number. */
export function runConf(conf: JsonMapping): JsonMapping {
  const settings = sparkConf(conf)
  const dynamic = settings['spark.dynamicAllocation.enabled']
  const isDynamic = dynamic === true || (typeof dynamic === 'string' && dynamic.toLowerCase() === 'true')
  const fewest = settings['spark.dynamicAllocation.minExecutors']
  if (!isDynamic || fewest === undefined || settings['spark.executor.instances'] !== undefined)
    return settings
  return { ...settings, 'spark.executor.instances': fewest }
}

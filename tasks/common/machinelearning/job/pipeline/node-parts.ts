import type { CommandNode } from '../../../specification/nodes/command-node.ts'
import type { ParallelComponent } from '../../../specification/components/parallel-component.ts'
import type { Component } from '../../../specification/nodes/node-component.ts'
import type { ParallelNode } from '../../../specification/nodes/parallel-node.ts'
import type { SparkNode } from '../../../specification/nodes/spark-node.ts'
import { pythonJson } from '../../component/anonymous-version.ts'
import { taskPart } from '../../component/component-spec.ts'
import { miniBatchBytes } from '../../component/mini-batch.ts'
import { nodeConf, runConf } from '../../component/spark-conf.ts'
import type { JobBody } from '../body.ts'
import { queueSettingsBody } from '../queue-settings-body.ts'
import type { Resolver } from '../resolver.ts'
import { serviceBodies } from '../services-body.ts'
import {
  distributionPart,
  identityPart,
  limitsPart,
  resourcesPart,
  snakeCased,
  snakeServices,
} from './run-parts.ts'

/** What only commands have. What a node does not say of its run, its component says. */
export function commandPart(node: CommandNode, component: Component | undefined): JobBody {
  const own = component?.type === 'command' ? component : undefined
  const [resources, distribution] = [node.resources ?? own?.resources, node.distribution ?? own?.distribution]
  return {
    resources: resources && resourcesPart(resources),
    distribution: distribution && distributionPart(distribution),
    limits: node.limits && limitsPart(node.limits),
    environment_variables: node.environment_variables,
    services: node.services && snakeServices(serviceBodies(node.services)),
    identity: node.identity && identityPart(node.identity),
    queue_settings: node.queue_settings && snakeCased(queueSettingsBody(node.queue_settings)),
  }
}

/** What only parallel runs have; the node repeats what its component says, its task too. */
export async function parallelPart(
  node: ParallelNode,
  component: Component | undefined,
  resolver: Resolver,
): Promise<JobBody> {
  const own = component?.type === 'parallel' ? component : undefined
  const keys = node.partition_keys?.length ? node.partition_keys : own?.partition_keys
  const resources = node.resources ?? own?.resources
  const size = node.mini_batch_size ?? own?.mini_batch_size ?? (own && '0')
  return {
    task: await nodeTask(node, own, resolver),
    mini_batch_size: size === undefined ? undefined : miniBatchBytes(size),
    partition_keys: keys && pythonJson(keys),
    input_data: node.input_data ?? own?.input_data,
    retry_settings: node.retry_settings ?? own?.retry_settings,
    max_concurrency_per_instance: node.max_concurrency_per_instance ?? own?.max_concurrency_per_instance,
    mini_batch_error_threshold: node.mini_batch_error_threshold ?? own?.mini_batch_error_threshold,
    logging_level: node.logging_level,
    error_threshold: node.error_threshold,
    environment_variables: node.environment_variables,
    resources: resources && resourcesPart(resources),
    identity: node.identity && identityPart(node.identity),
  }
}

/** The task is the component's; where only Azure knows that, the node may have another, its environment by name. */
async function nodeTask(
  { task }: ParallelNode,
  component: ParallelComponent | undefined,
  resolver: Resolver,
): Promise<JobBody | undefined> {
  if (component) return taskPart(component.task, resolver)
  if (!task) return undefined
  const { environment } = task
  return { ...(await taskPart(task, resolver)), ...(typeof environment === 'string' && { environment }) }
}

/** What only Spark runs have; the entry and its files are the component's. */
export function sparkPart(node: SparkNode, component: Component | undefined): JobBody {
  const own = component?.type === 'spark' ? component : undefined
  const conf = nodeConf(node.conf, own?.conf)
  return {
    py_files: own?.py_files,
    jars: own?.jars,
    files: own?.files,
    archives: own?.archives,
    args: own?.args,
    conf: conf && runConf(conf),
    entry: own && entryPart(own.entry),
    resources: node.resources,
    identity: sparkIdentity(node),
  }
}

/** On a pool of its own a run has the pool's identity, else its submitter's. */
function sparkIdentity({ identity, compute, resources }: SparkNode): JobBody | undefined {
  if (identity) return identityPart(identity)
  if (compute !== undefined) return { identity_type: 'Managed' }
  return resources && { identity_type: 'UserIdentity' }
}

const entryPart = (entry: { file: string } | { class_name: string }): JobBody =>
  'file' in entry
    ? { file: entry.file, spark_job_entry_type: 'SparkJobPythonEntry' }
    : { class_name: entry.class_name, spark_job_entry_type: 'SparkJobScalaEntry' }

import type { ComponentOrigin } from '../../specification/components/component-choice.ts'
import type { CommandComponent } from '../../specification/components/command-component.ts'
import type { ParallelComponent } from '../../specification/components/parallel-component.ts'
import type { PipelineComponent } from '../../specification/components/pipeline-component.ts'
import type { ParallelTask } from '../../specification/components/parallel-task.ts'
import type { SparkComponent } from '../../specification/components/spark-component.ts'
import type { Json } from '../../specification/schema/index.ts'
import type { EnvironmentSpec } from '../../specification/job/environment.ts'
import type { Resources } from '../../specification/job/resources.ts'
import { defined } from '../job/defined.ts'
import type { Resolver } from '../job/resolver.ts'
import { miniBatchBytes } from './mini-batch.ts'
import type { ComponentSpec } from './register-component.ts'
import { sparkConf } from './spark-conf.ts'
import { withoutEmpty } from './without-empty.ts'

type Leaf = CommandComponent | ParallelComponent | SparkComponent

/** The specification that Azure keeps of a component; its code and environment are registered. */
export async function componentSpec(
  component: Leaf,
  origin: ComponentOrigin,
  resolver: Resolver,
): Promise<ComponentSpec> {
  const own = await ownPart(component, resolver)
  return withoutEmpty({ ...commonPart(component), ...own, _source: origin })
}

/** What all kinds have; the name and version of a file do not count. */
export const commonPart = (component: Leaf | PipelineComponent): object => ({
  type: component.type,
  $schema: component.$schema,
  display_name: component.display_name,
  description: component.description,
  tags: component.tags,
  is_deterministic: component.is_deterministic,
  inputs: component.inputs,
  outputs: component.outputs,
})

function ownPart(component: Leaf, resolver: Resolver): Promise<object> {
  switch (component.type) {
    case 'command':
      return commandPart(component, resolver)
    case 'parallel':
      return parallelPart(component, resolver)
    case 'spark':
      return sparkPart(component, resolver)
  }
}

const DISTRIBUTION_DEFAULTS = { tensorflow: { parameter_server_count: 0 }, pytorch: {}, mpi: {}, ray: {} }

async function commandPart(component: CommandComponent, resolver: Resolver): Promise<object> {
  const { command, resources, distribution, additional_includes, properties } = component
  const includes = additional_includes?.map(({ written }) => written)
  return {
    command,
    code: prefixed(await resolver.componentCode(component.code, additional_includes)),
    environment: prefixed(await environmentId(component.environment, resolver)),
    resources: resources && resourcesPart(resources),
    distribution: distribution && { ...DISTRIBUTION_DEFAULTS[distribution.type], ...distribution },
    additional_includes: includes?.length ? includes : undefined,
    properties,
  }
}

async function parallelPart(component: ParallelComponent, resolver: Resolver): Promise<object> {
  const { partition_keys, input_data, retry_settings, logging_level, mini_batch_size, resources } = component
  return {
    task: await taskPart(component.task, resolver),
    mini_batch_size: String(mini_batch_size === undefined ? 0 : miniBatchBytes(mini_batch_size)),
    partition_keys,
    input_data,
    retry_settings,
    logging_level,
    resources: resources && resourcesPart(resources),
    max_concurrency_per_instance: component.max_concurrency_per_instance,
    error_threshold: component.error_threshold,
    mini_batch_error_threshold: component.mini_batch_error_threshold,
  }
}

/** The task, as its component and the nodes that use it send it. */
export async function taskPart(
  task: ParallelTask,
  resolver: Resolver,
): Promise<{ readonly [key: string]: Json }> {
  const code = prefixed(await resolver.componentCode(task.code))
  return defined({
    ...task,
    code,
    environment: prefixed(await environmentId(task.environment, resolver)),
  })
}

async function sparkPart(component: SparkComponent, resolver: Resolver): Promise<object> {
  const { entry, py_files, jars, files, archives, conf, args, environment, additional_includes } = component
  const includes = additional_includes?.map(({ written }) => written)
  return {
    code: prefixed(await resolver.componentCode(component.code, additional_includes)),
    entry,
    py_files,
    jars,
    files,
    archives,
    conf: conf && sparkConf(conf),
    args,
    environment: environment && prefixed(await environmentId(environment, resolver)),
    additional_includes: includes?.length ? includes : undefined,
    properties: component.properties,
  }
}

const environmentId = (environment: EnvironmentSpec, resolver: Resolver): Promise<string> =>
  resolver.environment(environment)

/** Resources of a component are those of its own file; properties are the node's to have. */
function resourcesPart({ properties: _, ...resources }: Resources): object {
  return resources
}

/** Ids within a component carry the prefix; those in a job's body do not. */
const prefixed = (id: string | undefined): string | undefined =>
  id === undefined || id.startsWith('azureml:') ? id : `azureml:${id}`

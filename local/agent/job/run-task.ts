import { join } from 'node:path'

import { processLine } from '../commands/process-line.ts'
import { findConnection, type ServiceConnection } from '../connections/connection.ts'
import { buildEnvironment } from '../process/environment.ts'
import { launch } from '../process/launch.ts'
import type { InBoxInvocation } from '../steps/in-box-task.ts'
import { expandTwice, findInput, resolveInputs } from '../tasks/inputs.ts'
import type { TaskHandler } from '../tasks/manifest.ts'
import type { ResolvedTask } from '../tasks/catalogue.ts'
import { withoutSecrets } from '../process/without-secrets.ts'
import type { StepContext } from './step-context.ts'

export interface PreparedTask {
  inputs: ReadonlyMap<string, string>
  environment: Record<string, string>
}

/** Inputs and environment of a task; they stay the same when the task is tried again. */
export function prepareTask(context: StepContext): PreparedTask {
  const { job, step } = context
  const { settings, directories, variables } = job.parts
  const macros = { variables, environment: settings.environment }
  const given = new Map([...step.specification.inputs].map(([name, value]) => [name, value.text]))
  const inputs = resolveInputs({ manifest: step.task.manifest, given, directories, ...macros })
  const connections = resolveConnections(context, inputs)
  const environment = buildEnvironment({
    inherited: settings.environment,
    step: new Map(
      [...step.specification.env].map(([name, value]) => [name, expandTwice(value.trim(), macros)]),
    ),
    variables: variables.list(),
    inputs,
    connections: [...connections, job.parts.systemConnection],
    taskVariables: step.taskVariables.list(),
    prependedPaths: job.prependedPaths,
    lookupId: job.parts.lookupId,
  })
  return { inputs, environment }
}

/** Puts the id in the place of the name of each connection, and gives the connections that are meant. */
function resolveConnections(context: StepContext, inputs: Map<string, string>): ServiceConnection[] {
  const used: ServiceConnection[] = []
  for (const [name, value] of inputs) {
    const type = findInput(context.step.task.manifest, name)?.type ?? ''
    if (!type.toLowerCase().startsWith('connectedservice:') || value === '') continue
    const connections = value.split(',').map(part => findConnection(context.job.connections, part.trim()))
    inputs.set(name, connections.map(connection => connection.id).join(','))
    used.push(...connections)
  }
  return used
}

type Packaged = ResolvedTask & { kind: 'packaged' }

/** @throws when the process ends with an exit code other than zero */
export async function runPackaged(
  context: StepContext,
  task: Packaged,
  handler: TaskHandler,
  { environment }: PreparedTask,
  signal: AbortSignal,
): Promise<void> {
  const { settings, directories } = context.job.parts
  const target = join(task.directory, handler.target.replaceAll('$(currentDirectory)', task.directory))
  const exit = await launch({
    command: settings.node,
    arguments: [target],
    directory: handler.workingDirectory ?? directories.defaultWorking,
    environment,
    signal,
    ladder: settings.ladder,
    onLine: line => processLine(context, line),
    onStart: pid => context.job.parts.listener.processStarted?.(pid),
  })
  if (exit.code === 0) return
  const how =
    exit.code === null
      ? `was ended by ${exit.signal ?? 'a signal'}`
      : `Exit code ${exit.code} returned from process`
  throw new Error(`${how}: file name '${settings.node}', arguments '"${target}"'.`)
}

/** How a task of the agent itself sees the step. */
export function invocation(
  context: StepContext,
  prepared: PreparedTask,
  signal: AbortSignal,
): InBoxInvocation {
  const { job } = context
  const { settings, directories, variables, artifacts } = job.parts
  const environment = withoutSecrets(prepared.environment)
  return {
    input: name => prepared.inputs.get(name) ?? '',
    variable: name => variables.get(name),
    directories,
    artifacts,
    repository: settings.repository,
    log: line => context.log(line),
    warn: message => context.issue('warning', message),
    command: line => processLine(context, line),
    run: async (command, args, directory) => {
      let wroteError = false
      const exit = await launch({
        command,
        arguments: args,
        directory,
        environment,
        signal,
        ladder: settings.ladder,
        onLine: (line, stream) => {
          wroteError ||= stream === 'stderr'
          processLine(context, line)
        },
        onStart: pid => job.parts.listener.processStarted?.(pid),
      })
      return { code: exit.code ?? 137, wroteError }
    },
  }
}

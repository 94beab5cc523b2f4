import type { World } from '../core/world.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { type Bindings, renderCommand } from './command-line.ts'
import { type Rank, logNameOf, ranksOf } from './distribution/distribution.ts'
import { rankVariables } from './distribution/rank-variables.ts'
import { exitFailure } from './exit-failure.ts'
import type { CommandDefinition } from './job-definition.ts'
import type { JobLogs } from './logs/job-logs.ts'
import type { Node } from './processes/node.ts'
import { nodeVariables } from './processes/node-variables.ts'
import { runProcessGroup } from './processes/process-group.ts'
import type { ExecutionServices } from './services.ts'
import { freePort } from './serving/free-port.ts'

export interface ProcessTask {
  run: RunDocument
  definition: CommandDefinition
  /** Directory of the virtual environment. */
  environment: string
  nodes: Node[]
  bindings: Bindings
  logs: JobLogs
  signal: AbortSignal
}

/**
 * Runs the command as often as its distribution says, side by side. The first process that fails ends the others and
 * is the job's failure.
 */
export async function runProcesses(
  world: World,
  services: ExecutionServices,
  task: ProcessTask,
): Promise<void> {
  const { run, definition, signal } = task
  const ranks = ranksOf(definition.instanceCount, definition.distribution)
  const claims = { accountid: world.settings.workspaceId, projectid: run.experimentId }
  const runToken = await world.tokens.issueRunToken({ runId: run.runId, scope: world.workspaceArmId, claims })
  const rendezvous = { address: '127.0.0.1', ports: await Promise.all(ranks.map(freePort)) }
  const failed = new AbortController()
  const failures: unknown[] = []
  const start = async (rank: Rank) => {
    const variables = rankVariables(rank, ranks, definition.distribution, rendezvous)
    try {
      await runRank(world, services, task, {
        rank,
        ranks: ranks.length,
        variables,
        runToken,
        signal: AbortSignal.any([signal, failed.signal]),
      })
    } catch (error) {
      failures.push(error)
      failed.abort()
    }
  }
  await Promise.all(ranks.map(start))
  signal.throwIfAborted()
  if (failures.length > 0) throw failures[0]
}

interface RankTask {
  rank: Rank
  ranks: number
  variables: Record<string, string>
  runToken: string
  signal: AbortSignal
}

async function runRank(
  world: World,
  services: ExecutionServices,
  { run, definition, environment, nodes, bindings, logs }: ProcessTask,
  { rank, ranks, variables, runToken, signal }: RankTask,
): Promise<void> {
  const node = nodes[rank.node]
  if (!node) throw new Error(`The job has no node ${rank.node}.`)
  const logName = logNameOf(rank, ranks, definition.distribution)
  const log = await logs.open(logName)
  const { caBundle } = services
  const context = { run, definition, node, bindings, runToken, caBundle, environment }
  let errorTail = ''
  const end = await runProcessGroup(
    {
      command: '/bin/bash',
      arguments: ['-c', renderCommand(definition.command, bindings)],
      cwd: node.workingDirectory,
      environment: nodeVariables(world, { ...context, rank: { node: rank.node, variables } }),
      signal,
      onOutput(text, stream) {
        log.write(text)
        if (stream === 'stderr') errorTail = (errorTail + text).slice(-4000)
      },
    },
    services.watchdog,
  )
  signal.throwIfAborted()
  if (end.exitCode !== 0) throw exitFailure(definition.command, end, errorTail, logName)
}

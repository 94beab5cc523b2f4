import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { hasSucceeded } from '../agent/job/result.ts'
import { runPipeline } from '../agent/run/run-pipeline.ts'
import { runFolder } from '../agent/run/state.ts'
import { findOrStart, stop } from '../azure/process.ts'
import { ConsoleListener } from '../report/console.ts'
import { renderReport } from '../report/html.ts'
import { endPage } from '../report/page.ts'
import { collectFacts } from '../report/facts.ts'
import { chooseStyle } from '../report/style.ts'
import { absolutePaths, readPairs } from './arguments.ts'
import { openState, stateDirectory } from './state-directory.ts'
import { usage } from './usage.ts'

/** Where the packaged tasks of this repository lie. */
const stagedTasks = fileURLToPath(new URL('../../dist/tasks', import.meta.url))

/** Runs a pipeline file; the exit code is 0 when it succeeded, with or without issues. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseRunArguments(args)
  const [file, ...more] = positionals
  if ((file === undefined && values.rerun !== true) || more.length > 0) {
    process.stderr.write(usage)
    return 2
  }
  const directory = stateDirectory(values.state)
  openState(directory)
  const style = chooseStyle(process.stdout, process.env)
  const cancel = cancelOnSignals()
  const state = await runPipeline({
    file: file ?? '',
    stateDirectory: directory,
    tasks: [stagedTasks],
    azure: { findOrStart, stop },
    variables: absolutePaths(readPairs('var', values.var), process.env['INIT_CWD'] ?? process.cwd()),
    connectionFiles: readPairs('connection', values.connection),
    data: Object.fromEntries(readPairs('data', values.data)),
    keep: values.keep === true,
    rerun: values.rerun === true,
    listener: new ConsoleListener(text => process.stdout.write(text), style),
    cancel,
    report: (finished, folders) => renderReport(finished, collectFacts(finished, folders.keepsakes), folders),
    ...(values.out !== undefined && { outputDirectory: values.out }),
    ...(values.har !== undefined && { har: resolve(values.har) }),
    ...(values.node !== undefined && { node: resolve(values.node) }),
  })
  const keepsakes = join(runFolder(directory, state.build.id), 'report')
  process.stdout.write(endPage(state, collectFacts(state, keepsakes), style))
  return hasSucceeded(state.result) ? 0 : 1
}

function parseRunArguments(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      var: { type: 'string', multiple: true },
      out: { type: 'string' },
      state: { type: 'string' },
      har: { type: 'string' },
      node: { type: 'string' },
      keep: { type: 'boolean' },
      data: { type: 'string', multiple: true },
      connection: { type: 'string', multiple: true },
      rerun: { type: 'boolean' },
    },
  })
}

/** The first signal cancels the run, which then ends in order; later ones change nothing until it is done. */
function cancelOnSignals(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort())
  return controller.signal
}

import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import type { Outcome } from '../../common/host/task.ts'
import {
  obtainEnvironment,
  type ObtainedEnvironment,
} from '../../common/python/environment/environment-store.ts'
import { provideInterpreter } from '../../common/python/interpreter/provide-interpreter.ts'
import { redactUrls } from '../../common/text/redact-url.ts'
import { provideAzureCli } from './azure-cli.ts'
import { fillEnvironment } from './fill-environment.ts'
import type { Inputs } from './inputs.ts'
import { planEnvironment, printPlan } from './plan-environment.ts'
import { outcomeOf, publish } from './publish-environment.ts'

/** Gives the job a virtual environment with what was asked for: from the cache, or made now. */
export async function installDependencies(inputs: Inputs, host: Host): Promise<Outcome> {
  const start = host.clock.now()
  const toolsDirectory = host.variables.get('Agent.ToolsDirectory') ?? withoutToolCache()
  host.log.progress(5, 'Looking for Python')
  const machine = {
    platform: process.platform,
    architecture: process.arch,
    toolsDirectory,
    environment: process.env,
  }
  const interpreter = await provideInterpreter(machine, inputs.python, inputs.installer !== 'pip', host)
  const plan = planEnvironment(inputs, interpreter, toolsDirectory)
  printPlan(plan, host)
  // it quotes the line, login and all
  const problem = redactUrls(interpreter.pipProblem ?? '')
  if (problem) host.log.warning(`pip's configuration is left out: ${problem}`)
  const environment = await obtainEnvironment(plan, host, async making => {
    host.log.progress(20, 'Making the environment')
    return fillEnvironment(plan, making, host)
  })
  await printContents(environment, host)
  const { azureCli } = inputs
  // Before the environment: what is prepended to PATH last comes first, and python must be the environment's.
  const tools = azureCli
    ? await provideAzureCli({ ...inputs, azureCli }, interpreter, toolsDirectory, host)
    : undefined
  const result = { environment, tools, seconds: (host.clock.now() - start) / 1000 }
  await publish(result, host)
  return outcomeOf(result, host)
}

const printContents = (environment: ObtainedEnvironment, host: Host): Promise<void> =>
  host.log.group(`What the environment holds (${environment.packages.length})`, async () => {
    for (const line of environment.packages) host.log.info(line)
  })

function withoutToolCache(): never {
  throw new TaskError('The agent names no tool cache (Agent.ToolsDirectory).', {
    cause: 'This is no Azure Pipelines agent, or a very old one.',
    remedy: 'Update the agent.',
  })
}

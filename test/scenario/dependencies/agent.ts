import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { systemClock } from '../../../tasks/common/clock.ts'
import { findInterpreter } from '../../../tasks/common/python/interpreter/find-interpreter.ts'
import { provideUv } from '../../../tasks/common/python/installer/uv.ts'
import type { Outcome } from '../../../tasks/common/host/task.ts'
import { task } from '../../../tasks/MLOpsInstallDependencies/MLOpsInstallDependenciesV1/task.ts'
import { FakeHost } from '../../support/fake-host.ts'

/** The folders of an agent, made for one test. */
export class Agent {
  readonly root: string
  readonly tools: string
  readonly temp: string
  readonly sources: string
  readonly packages: string

  /** On the folders of another process where a root is given. */
  constructor(root = mkdtempSync(path.join(tmpdir(), 'mlops-agent-'))) {
    this.root = root
    const folder = (name: string): string => path.join(root, name)
    this.tools = folder('tools')
    this.temp = folder('temp')
    this.sources = folder('s')
    this.packages = folder('packages')
    for (const made of [this.tools, this.temp, this.sources, this.packages])
      mkdirSync(made, { recursive: true })
  }

  /** Shares a uv that another agent has fetched. */
  takeUvFrom(other: Agent): void {
    symlinkSync(path.join(other.tools, 'mlops-uv'), path.join(this.tools, 'mlops-uv'))
  }

  write(name: string, text: string): string {
    const file = path.join(this.sources, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }

  host(inputs: Readonly<Record<string, string>>, signal?: AbortSignal): FakeHost {
    return new FakeHost({
      inputs,
      variables: { 'Agent.ToolsDirectory': this.tools, 'Agent.TempDirectory': this.temp },
      clock: systemClock,
      ...(signal && { signal }),
    })
  }

  /** The folders of the environments in the tool cache. */
  environments(): string[] {
    const folder = path.join(this.tools, 'mlops-environments')
    return readdirSync(folder).map(name => path.join(folder, name))
  }

  /** What a failed or cancelled run may not leave behind. */
  leftovers(): string[] {
    const environments = path.join(this.tools, 'mlops-environments')
    const made = readdirSync(this.tools).includes('mlops-environments') ? readdirSync(environments) : []
    return [...made, ...readdirSync(this.temp)]
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** Puts uv into the tool cache of an agent, as the first run on it does. */
export async function fetchUv(agent: Agent): Promise<FakeHost> {
  const host = agent.host({})
  const machine = {
    platform: process.platform,
    architecture: process.arch,
    toolsDirectory: agent.tools,
    environment: process.env,
  }
  const { found } = await findInterpreter(machine, undefined, host.signal)
  if (!found) throw new Error('these tests need a Python 3')
  await provideUv(agent.tools, found, host)
  return host
}

export const run = async (host: FakeHost): Promise<Outcome> => task.run(task.readInputs(host), host)

/** What a package of these tests says of itself in an environment. */
export const versionIn = (python: string, name: string): string =>
  execFileSync(python, ['-c', `import ${name}; print(${name}.version)`], { encoding: 'utf8' }).trim()

/** Sets variables of this process for as long as a suite runs. */
export function useVariables(values: () => Readonly<Record<string, string | undefined>>): void {
  const before: Record<string, string | undefined> = {}
  beforeEach(() => {
    for (const [name, value] of Object.entries(values())) {
      before[name] = process.env[name]
      assign(name, value)
    }
  })
  afterEach(() => {
    for (const [name, value] of Object.entries(before)) assign(name, value)
  })
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name)
  else process.env[name] = value
}

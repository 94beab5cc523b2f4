import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { Host } from '../../tasks/common/host/host.ts'
import { FakeHost } from './fake-host.ts'

export function declaredInputs(task: string): string[] {
  const file = path.resolve(`tasks/${task}/${task}V1/task.json`)
  const { inputs } = JSON.parse(readFileSync(file, 'utf8')) as { inputs: { name: string }[] }
  return inputs.map(({ name }) => name).sort()
}

/** Every input that is read, over forms that between them take each way; what a form's problems are does not matter. */
export function inputsRead(
  read: (host: Host) => unknown,
  forms: readonly Record<string, string>[],
): string[] {
  const names = new Set<string>()
  for (const inputs of forms) {
    const host = new FakeHost({ inputs })
    try {
      read(host)
    } catch {
      // the form is incomplete on purpose
    }
    for (const name of host.read) names.add(name)
  }
  return [...names].sort()
}

/** The problems that reading a form reports. */
export function problemsOf(read: (host: Host) => unknown, host: Host): readonly string[] {
  try {
    read(host)
    return []
  } catch (error) {
    if (error instanceof Error && 'problems' in error) return error.problems as readonly string[]
    throw error
  }
}

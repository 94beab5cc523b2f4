import * as path from 'node:path'
import { requirementText, type DependencyRequest } from '../dependency-file/dependency-request.ts'
import type { Interpreter } from '../interpreter/interpreter.ts'
import { readPipVariables, words, type PipSettings } from '../package-index/pip-settings.ts'
import { withOptionsOf } from '../package-index/uv-settings.ts'

/** Settings whose values are files; uv and pip may work in another folder than the job. */
const fileSettings = ['constraint', 'build-constraint', 'find-links']

/** What pip is told on this machine, and what the files to be installed add to it for uv. */
export function settingsFor(interpreter: Interpreter, request: DependencyRequest): PipSettings {
  const told = { ...interpreter.pip, ...readPipVariables(process.env) }
  const rooted: PipSettings = Object.fromEntries(
    fileSettings.filter(name => told[name]).map(name => [name, absolute(words(told, name))]),
  )
  return withOptionsOf(requirementText(request), { ...told, ...rooted })
}

/** The same for pip, which reads the others itself. */
export const pipVariables = (pip: PipSettings): Record<string, string> =>
  Object.fromEntries(
    fileSettings.flatMap(name =>
      pip[name] ? [[`PIP_${name.toUpperCase().replaceAll('-', '_')}`, pip[name]]] : [],
    ),
  )

/**
 * Settings that would have pip install elsewhere, or not at all; what is wanted is an environment. The folder of the
 * environment is the task's business.
 */
export const notElsewhere: Readonly<Record<string, string | undefined>> = {
  PIP_USER: '0',
  PIP_DRY_RUN: '0',
  PIP_TARGET: undefined,
  PIP_PREFIX: undefined,
  PIP_ROOT: undefined,
  PIP_PYTHON: undefined,
}

const absolute = (values: readonly string[]): string =>
  values.map(value => (/^[a-z][a-z0-9+.-]+:/i.test(value) ? value : path.resolve(value))).join(' ')

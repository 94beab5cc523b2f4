import { parseDocument } from 'yaml'
import { readMatchSpec } from './match-spec.ts'
import { EnvironmentError, type EnvironmentPlan } from './plan.ts'

/** Used when the file names no Python; conda would take its newest. */
const defaultPython = '3.11'

const knownKeys = new Set(['name', 'channels', 'dependencies', 'prefix'])

/**
 * Turns a conda file into a plan that uv can carry out: Python's version, conda packages taken from PyPI by the same
 * name, and the pip section as it is. Channels say nothing about PyPI and are ignored.
 *
 * @throws EnvironmentError for anything that has no such reading.
 */
export function readCondaFile(text: string): EnvironmentPlan {
  const root = parseRoot(text)
  const unknown = Object.keys(root).filter(key => !knownKeys.has(key))
  if (unknown.length > 0) throw refusal(`its key "${unknown[0]}" is not supported`)
  const dependencies = root['dependencies'] ?? []
  if (!Array.isArray(dependencies)) throw refusal('"dependencies" is not a list')
  const plan: EnvironmentPlan = { python: '', requirements: [], notes: [] }
  for (const dependency of dependencies) addDependency(plan, dependency)
  return plan.python ? plan : { ...plan, python: defaultPython, notes: [...plan.notes, noPythonNote] }
}

const noPythonNote = `The conda file names no python: ${defaultPython} is taken. Pin it to be sure what Azure takes.`

function parseRoot(text: string): Record<string, unknown> {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) throw refusal(problem.message)
  const root: unknown = document.toJS()
  if (typeof root !== 'object' || root === null || Array.isArray(root)) throw refusal('it is not a mapping')
  return root as Record<string, unknown>
}

function addDependency(plan: EnvironmentPlan, dependency: unknown): void {
  if (typeof dependency === 'string') {
    addCondaPackage(plan, dependency)
    return
  }
  const pip = (dependency as { pip?: unknown } | null)?.pip
  const isPipSection = Array.isArray(pip) && Object.keys(dependency as object).length === 1
  if (!isPipSection)
    throw refusal(`the dependency ${JSON.stringify(dependency)} is neither a package nor a pip section`)
  for (const line of pip) plan.requirements.push(readPipLine(line))
}

function addCondaPackage(plan: EnvironmentPlan, text: string): void {
  const { name, specifier } = readMatchSpec(text)
  if (name === 'python') plan.python = pythonRequest(specifier)
  else plan.requirements.push(name + specifier)
}

/** uv wants `3.11` where conda's `python=3.11` became `==3.11.*`. */
const pythonRequest = (specifier: string): string => {
  const exact = /^==([\d.]+?)(\.\*)?$/.exec(specifier)
  return exact?.[1] ?? (specifier || defaultPython)
}

function readPipLine(line: unknown): string {
  if (typeof line !== 'string') throw refusal(`the pip line ${JSON.stringify(line)} is not text`)
  if (/^(-r|--requirement|-c|--constraint|-e|--editable)\b/.test(line.trim())) {
    throw refusal(`the pip line "${line}" names another file, and only the conda file is sent to Azure`)
  }
  return line.trim()
}

const refusal = (why: string): EnvironmentError =>
  new EnvironmentError(
    `The environment's conda file cannot be used: ${why}. Correct the file and submit again.`,
  )

import { existsSync, readdirSync } from 'node:fs'
import * as path from 'node:path'
import { compare, valid } from '@renovatebot/pep440'
import { mayFit, type VersionSpec } from './version-spec.ts'

/** Something that may be a Python: to be started as `executable ...arguments`. */
export interface Candidate {
  readonly executable: string
  readonly arguments: readonly string[]
  readonly origin: 'tool cache' | 'PATH' | 'pyenv' | 'uv' | 'Windows launcher'
  /** What its name or folder says of its version; undefined where they are silent. */
  readonly hint: string | undefined
}

/** The parts of a machine where Pythons are looked for. */
export interface Machine {
  readonly platform: NodeJS.Platform
  /** Node's word: `x64`, `arm64`. */
  readonly architecture: string
  readonly toolsDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Candidates in the order in which they are tried. With a version asked for, the agent's tool cache comes first;
 * without, whatever the job has on PATH.
 */
export function candidatesOn(machine: Machine, spec: VersionSpec | undefined): Candidate[] {
  const cached = inToolCache(machine)
  const onPath = inPath(machine)
  const sources = spec ? [cached, onPath] : [onPath, cached]
  return [...sources, inPyenv(machine), byLauncher(machine, spec), fetchedByUv(machine)].flat()
}

/** `Python/<version>/<architecture>`, with `<architecture>.complete` beside it, newest first. */
function inToolCache({ platform, architecture, toolsDirectory }: Machine): Candidate[] {
  const root = path.join(toolsDirectory, 'Python')
  return versionFolders(root)
    .filter(version => existsSync(path.join(root, version, `${architecture}.complete`)))
    .map(version => ({
      executable: path.join(root, version, architecture, ...binary(platform)),
      arguments: [],
      origin: 'tool cache',
      hint: version,
    }))
}

function inPyenv({ platform, environment }: Machine): Candidate[] {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? ''
  const standard = platform === 'win32' ? path.join('.pyenv', 'pyenv-win') : '.pyenv'
  const root = path.join(environment['PYENV_ROOT'] ?? path.join(home, standard), 'versions')
  return versionFolders(root).map(version => ({
    executable: path.join(root, version, ...binary(platform)),
    arguments: [],
    origin: 'pyenv',
    hint: version,
  }))
}

function inPath({ platform, environment }: Machine): Candidate[] {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(platform === 'win32' ? ';' : ':')
  return [...new Set(folders)].filter(folder => folder !== '').flatMap(pythonsIn)
}

const pythonName = /^python(3(?:\.\d+)?)?(\.exe)?$/

/**
 * `python3` before `python`, then the versioned names, newest first. Of pyenv's shims only the plain names count: most
 * versioned ones lead nowhere, and its versions are looked at by themselves.
 */
function pythonsIn(folder: string): Candidate[] {
  const pattern = path.basename(folder) === 'shims' ? /^python3?(\.exe)?$/ : pythonName
  const names = entriesOf(folder).filter(name => pattern.test(name))
  const rank = (name: string): number => {
    const version = pythonName.exec(name)?.[1]
    return version === '3' ? 0 : version === undefined ? 1 : 1000 - Number(version.slice(2))
  }
  return names
    .sort((a, b) => rank(a) - rank(b))
    .map(name => ({
      executable: path.join(folder, name),
      arguments: [],
      origin: 'PATH',
      hint: pythonName.exec(name)?.[1],
    }))
}

/** What an earlier run fetched: `mlops-python/cpython-3.12.1-linux-x86_64-gnu`. */
function fetchedByUv({ platform, toolsDirectory }: Machine): Candidate[] {
  const root = path.join(toolsDirectory, 'mlops-python')
  return entriesOf(root).flatMap(name => {
    const version = /^cpython-(\d+\.\d+\.[^-]+)-/.exec(name)?.[1]
    const executable = path.join(root, name, ...binary(platform))
    return version ? [{ executable, arguments: [], origin: 'uv', hint: version }] : []
  })
}

/** `py -3` is the newest that the launcher knows; a range is asked minor by minor, for the newest may lie beyond it. */
function byLauncher({ platform }: Machine, spec: VersionSpec | undefined): Candidate[] {
  if (platform !== 'win32') return []
  const minors = Array.from({ length: 14 }, (_, n) => `3.${20 - n}`).filter(minor => mayFit(minor, spec))
  const hints = spec === undefined ? ['3'] : minors.length === 1 ? minors : ['3', ...minors]
  return hints.map(hint => ({ executable: 'py', arguments: [`-${hint}`], origin: 'Windows launcher', hint }))
}

/** Candidates whose name does not rule them out. */
export const worthAsking = (candidate: Candidate, spec: VersionSpec | undefined): boolean =>
  candidate.hint === undefined || mayFit(candidate.hint, spec)

const binary = (platform: NodeJS.Platform): string[] =>
  platform === 'win32' ? ['python.exe'] : ['bin', 'python3']

const versionFolders = (root: string): string[] =>
  entriesOf(root)
    .filter(name => valid(name) !== null)
    .sort((a, b) => compare(b, a))

const entriesOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

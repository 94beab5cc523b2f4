import { statSync } from 'node:fs'
import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { readDependencyFile } from '../../common/python/dependency-file/dependency-file.ts'
import {
  DependencyFileError,
  emptyRequest,
  withPackages,
  type DependencyRequest,
} from '../../common/python/dependency-file/dependency-request.ts'
import { installers, type InstallerChoice } from '../../common/python/installer/provide-installer.ts'
import type { PyprojectSelection } from '../../common/python/dependency-file/pyproject-file.ts'
import { readLine } from '../../common/python/dependency-file/requirements-file.ts'
import { readVersionSpec, type VersionSpec } from '../../common/python/interpreter/version-spec.ts'

export interface Inputs {
  /** The input, or what the dependency file asks for; undefined: any Python 3. */
  readonly python: VersionSpec | undefined
  readonly dependencyFile: string | undefined
  readonly packages: readonly string[]
  readonly request: DependencyRequest
  readonly installer: InstallerChoice
  /** Undefined: the tool cache of the agent. */
  readonly environmentDirectory: string | undefined
  /** Undefined: none is wanted. */
  readonly azureCli: AzureCliVersions | undefined
}

export interface AzureCliVersions {
  readonly version: string
  readonly mlExtension: string | undefined
}

/** Reads the form and the dependency file that it names. */
export function readInputs(host: Host): Inputs {
  const reader = new InputReader(host)
  const version = reader.text('pythonVersion')
  const dependencyFile = reader.existingPath('dependencyFile')
  const packages = reader.lines('packages')
  const azureCli = readAzureCli(reader)
  if (dependencyFile === undefined && packages.length === 0 && azureCli === undefined) {
    reader.reject('dependencyFile', 'nothing is to be installed; name a file here or list packages.')
  }
  const request = addPackages(readFile(dependencyFile, reader), packages, reader)
  const inputs: Inputs = {
    python: readPython(version, request.python, reader),
    dependencyFile,
    packages,
    request,
    installer: reader.choice('installer', installers, 'auto'),
    environmentDirectory: readDirectory(reader),
    azureCli,
  }
  reader.done()
  return inputs
}

function readFile(file: string | undefined, reader: InputReader): DependencyRequest {
  const selection = readSelection(file, reader)
  const stats = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })
  if (file === undefined || stats === undefined) return emptyRequest
  if (!stats.isFile()) {
    reader.reject('dependencyFile', `${file} is a folder; name the file in it.`)
    return emptyRequest
  }
  try {
    return readDependencyFile(file, selection)
  } catch (error) {
    if (!(error instanceof DependencyFileError)) throw error
    for (const problem of error.problems) reader.reject('dependencyFile', `${file}: ${problem}`)
    return emptyRequest
  }
}

/** Lines of the form lie in no folder: what they include is meant from the folder that the installer works in. */
function addPackages(
  request: DependencyRequest,
  packages: readonly string[],
  reader: InputReader,
): DependencyRequest {
  try {
    const lines = packages.map(line => readLine(line, request.folder ?? process.cwd()))
    const requirements = lines.map(({ requirement }) => requirement)
    return withPackages(
      request,
      requirements,
      lines.flatMap(({ texts }) => texts),
    )
  } catch (error) {
    if (!(error instanceof DependencyFileError)) throw error
    for (const problem of error.problems) reader.reject('packages', problem)
    return request
  }
}

function readDirectory(reader: InputReader): string | undefined {
  const directory = reader.path('environmentDirectory')
  const stats = directory === undefined ? undefined : statSync(directory, { throwIfNoEntry: false })
  if (stats && !stats.isDirectory())
    reader.reject('environmentDirectory', `${directory} is a file; name a folder.`)
  return directory
}

function readAzureCli(reader: InputReader): AzureCliVersions | undefined {
  const rule = { pattern: /^\d+\.\d+\.\d+([ab.]\w+)?$/, expected: 'an exact version, as 2.60.0' }
  const version = reader.text('azureCliVersion', rule)
  const mlExtension = reader.text('mlExtensionVersion', rule)
  if (version !== undefined) return { version, mlExtension }
  if (mlExtension !== undefined)
    reader.reject('azureCliVersion', 'mlExtensionVersion needs it; set both or none.')
  return undefined
}

function readSelection(file: string | undefined, reader: InputReader): PyprojectSelection {
  const names = (input: string): string[] => (reader.text(input) ?? '').split(/[\s,]+/).filter(Boolean)
  const selection = { extras: names('extras'), groups: names('dependencyGroups') }
  if (file !== undefined && path.extname(file).toLowerCase() === '.toml') return selection
  const why = 'only a pyproject.toml has them; name one in dependencyFile, or leave this blank.'
  if (selection.extras.length > 0) reader.reject('extras', why)
  if (selection.groups.length > 0) reader.reject('dependencyGroups', why)
  return selection
}

function readPython(
  input: string | undefined,
  asked: string | undefined,
  reader: InputReader,
): VersionSpec | undefined {
  const text = input ?? asked
  if (text === undefined || text.startsWith('$(')) return undefined
  const spec = readVersionSpec(text)
  if (spec) return spec
  if (input !== undefined) {
    reader.reject('pythonVersion', `"${text}" is no version; write 3.11, 3.11.9, 3.x or >=3.10 <3.13.`)
  } else reader.reject('dependencyFile', `"${text}" is no version of Python.`)
  return undefined
}

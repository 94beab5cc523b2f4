import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import { readDependencyFile } from '../../python/dependency-file/dependency-file.ts'
import {
  DependencyFileError,
  requirementText,
  type DependencyRequest,
} from '../../python/dependency-file/dependency-request.ts'
import { passwordsIn } from '../../text/redact-url.ts'
import { referencesIn } from '../../python/dependency-file/requirement-references.ts'
import { includesOf } from '../../python/dependency-file/requirements-file.ts'
import { mayFit, readVersionSpec } from '../../python/interpreter/version-spec.ts'
import { textFile, type ContextFile } from './context-file.ts'

/** The `dependencies/` folder of a build context. */
export interface ImageDependencies {
  readonly files: readonly ContextFile[]
  /** As uv takes it: `3.11` or `3.11.4`. */
  readonly pythonVersion: string
  /** Sentences for the log. */
  readonly notes: readonly string[]
}

const SERVER = 'azureml-inference-server-http'
const SERVER_VERSION = '1.5.1'
/** Versions that the inference server is tested with, in the order in which they are taken. */
const PYTHONS = ['3.11', '3.12', '3.10', '3.9', '3.13', '3.14']

/**
 * Reads a conda or requirements file into what uv installs in the image, the inference server with it.
 *
 * @param label as messages call the file
 */
export function imageDependencies(file: string, label = file): ImageDependencies {
  const request = read(file, label)
  const texts = new Map<string, string>()
  const lines = [
    ...request.requirements.map(line => withIncludes(line, request.folder ?? '', texts)),
    ...request.files.map(name => contents(name, texts)),
  ]
  const hasServer = [...lines, ...texts.values()].some(namesServer)
  const main = [...lines, ...(hasServer ? [] : [`${SERVER}==${SERVER_VERSION}`])].join('\n')
  checkForSecrets(label, [main, ...texts.values()])
  const pythonVersion = pythonOf(request.python, label)
  return {
    pythonVersion,
    notes: [
      ...request.notes,
      ...(hasServer ? [] : [`${SERVER} ${SERVER_VERSION} is added: it serves the model.`]),
    ],
    files: [
      textFile('dependencies/requirements.txt', `${main.trimEnd()}\n`),
      textFile('dependencies/python-version', `${pythonVersion}\n`),
      ...[...texts.values()].map((text, index) => textFile(`dependencies/${includedName(index)}`, text)),
    ],
  }
}

/** The same of a conda file that is no file here, as that of an environment. */
export function condaDependencies(label: string, text: string | undefined): ImageDependencies {
  if (text === undefined) {
    throw new TaskError(`The dependencies of the image are not known: ${label} has no conda file.`, {
      remedy: "Give a conda file in 'condaFile' or a requirements file in 'requirementsFile'.",
    })
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mlops-conda-'))
  try {
    writeFileSync(path.join(folder, 'conda.yml'), text)
    return imageDependencies(path.join(folder, 'conda.yml'), `The conda file of ${label}`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function read(file: string, label: string): DependencyRequest {
  try {
    const request = readDependencyFile(file)
    if (referencesIn(requirementText(request), path.dirname(file)).local.length === 0) return request
    throw new DependencyFileError('it names folders or files of this machine, which the image does not have.')
  } catch (error) {
    if (!(error instanceof DependencyFileError)) throw error
    throw new TaskError(`${label} cannot be installed in an image: ${error.problems.join(' ')}`, {
      remedy: 'Correct the file; publish packages of your own to a package feed and name them from there.',
    })
  }
}

const namesServer = (text: string): boolean =>
  /^\s*azureml[-_.]+inference[-_.]+server[-_.]+http\b/im.test(text)

const includedName = (index: number): string => `included-${index + 1}.txt`

/** The text of a requirements file, its includes led to their copies beside it. */
const contents = (file: string, texts: Map<string, string>): string =>
  readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map(line => withIncludes(line, path.dirname(file), texts))
    .join('\n')

function withIncludes(line: string, folder: string, texts: Map<string, string>): string {
  const [name] = includesOf(line)
  if (name === undefined) return line
  const file = path.resolve(folder, name)
  if (!texts.has(file)) {
    texts.set(file, '') // a cycle ends here, and the place among the copies is taken
    texts.set(file, contents(file, texts))
  }
  return line.replace(name, includedName([...texts.keys()].indexOf(file)))
}

/** Everything in the context can be read in the image for ever. */
function checkForSecrets(file: string, texts: readonly string[]): void {
  if (texts.flatMap(passwordsIn).length === 0) return
  throw new TaskError(`${file} holds a URL with a password or token.`, {
    cause: 'It would be readable in the image for everybody who may pull it.',
    remedy: 'Take it out; use a package feed that the registry can read without a password.',
  })
}

function pythonOf(asked: string | undefined, file: string): string {
  if (asked === undefined) return PYTHONS[0] ?? ''
  const [, exact] = /^==\s*(\d+\.\d+(?:\.\d+)?)(?:\.\*)?$/.exec(asked) ?? []
  const spec = readVersionSpec(asked)
  const version = exact ?? PYTHONS.find(candidate => mayFit(candidate, spec))
  if (version !== undefined) return version
  throw new TaskError(`${file} asks for Python ${asked}, which the inference server does not run on.`, {
    remedy: `Ask for one of ${[...PYTHONS].sort().join(', ')}.`,
  })
}

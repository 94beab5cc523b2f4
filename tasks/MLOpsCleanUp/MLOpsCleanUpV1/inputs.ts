import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import type { Kind } from './plan/item.ts'

export interface CleanUpInputs extends WorkspaceInputs {
  readonly kinds: ReadonlySet<Kind>
  readonly olderThanInDays: number
  readonly keep: number
  readonly tagFilter: Readonly<Record<string, string>>
  /** Names of image repositories, or prefixes that end in `/*`. */
  readonly repositories: readonly string[]
  readonly azureContainerRegistry: string | undefined
  readonly dryRun: boolean
}

const KIND_OF: Readonly<Record<string, Kind>> = {
  deployments: 'deployment',
  endpoints: 'endpoint',
  models: 'model',
  components: 'component',
  environments: 'environment',
  code: 'code',
  images: 'image',
  computes: 'compute',
}

const REPOSITORY = /^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?:\/\*)?$/
/** Where Azure Machine Learning keeps the images that it builds from environments. */
export const OWN_IMAGES = 'azureml/'

export function readInputs(host: Host): CleanUpInputs {
  const read = new InputReader(host)
  const kinds = readKinds(read)
  const inputs: CleanUpInputs = {
    ...readWorkspaceInputs(read, host),
    kinds,
    olderThanInDays: read.integer('olderThanInDays', { min: 1, max: 36_500 }) ?? 90,
    keep: read.integer('keep', { min: 0 }) ?? 5,
    tagFilter: read.pairs('tagFilter'),
    repositories: readRepositories(read, kinds),
    azureContainerRegistry: read.text('azureContainerRegistry'),
    dryRun: read.flag('dryRun') || host.inputs.text('dryRun') === undefined,
  }
  if (kinds.has('image') && Object.keys(inputs.tagFilter).length > 0)
    read.reject('tagFilter', 'images carry no such tags; clean them up in a step of their own.')
  read.done()
  return inputs
}

/** One a line, or joined by commas as the form hands them over. */
function readKinds(read: InputReader): ReadonlySet<Kind> {
  const names = listOf(read, 'resources')
  if (names.length === 0) read.reject('resources', `name at least one of ${Object.keys(KIND_OF).join(', ')}.`)
  return new Set(
    names.flatMap(name => {
      const kind = Object.hasOwn(KIND_OF, name.toLowerCase()) ? KIND_OF[name.toLowerCase()] : undefined
      if (!kind) read.reject('resources', `"${name}" is none of ${Object.keys(KIND_OF).join(', ')}.`)
      return kind ?? []
    }),
  )
}

function readRepositories(read: InputReader, kinds: ReadonlySet<Kind>): readonly string[] {
  const repositories = listOf(read, 'repositories')
  if (kinds.has('image') && repositories.length === 0)
    read.reject(
      'repositories',
      'name the repositories whose images may go: a registry may serve others than this workspace.',
    )
  for (const name of repositories) {
    if (!REPOSITORY.test(name))
      read.reject('repositories', `"${name}" is no name of a repository, nor a prefix such as models/*.`)
    else if (name.startsWith(OWN_IMAGES))
      read.reject(
        'repositories',
        `"${name}": nothing tells which environments the images under ${OWN_IMAGES} belong to, so they are left to Azure Machine Learning.`,
      )
  }
  return repositories
}

const listOf = (read: InputReader, name: string): string[] =>
  read
    .lines(name)
    .flatMap(line => line.split(','))
    .map(part => part.trim())
    .filter(part => part !== '')

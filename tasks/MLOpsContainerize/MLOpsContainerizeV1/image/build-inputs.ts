import type { InputReader } from '../../../common/host/input-reader.ts'
import type { BaseAccess } from '../../../common/registry/build/build-order.ts'
import { formsOf } from '../../../common/registry/build/hide-secrets.ts'
import type { Secret } from '../../../common/host/secret.ts'
import { readRegistryCredentials } from './registry-credentials.ts'

/** Where and how the image is built. */
export interface BuildInputs {
  readonly azureContainerRegistry: string | undefined
  readonly repository: string | undefined
  readonly imageTags: readonly string[]
  readonly builder: 'auto' | 'acr' | 'docker'
  readonly buildArguments: Readonly<Record<string, string>>
  readonly secretBuildArguments: Readonly<Record<string, Secret>>
  /** As `linux/amd64`. */
  readonly platform: string
  readonly buildTimeoutInSeconds: number
  readonly agentPoolName: string | undefined
  readonly access: BaseAccess
}

/** Masks a secret in everything that is logged. */
export type Mask = (value: string) => Secret

const REPOSITORY = {
  pattern: /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
  expected: 'a repository (lower-case letters and digits, parts by slashes), without registry and tag',
}
const TAG = /^\w[\w.-]{0,127}$/
const PLATFORM = {
  pattern: /^linux\/[a-z0-9]+(\/[a-z0-9]+)?$/,
  expected: 'a platform, such as linux/amd64 or linux/arm64',
}
const POOL = { pattern: /^[a-zA-Z0-9-]{3,20}$/, expected: 'an agent pool (3 to 20 letters, digits, hyphens)' }
const IDENTITY = {
  pattern: /^(\[(system|caller)\]|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i,
  expected: '[system], [caller] or the client ID of an identity of the registry',
}
const ARGUMENT = /^[A-Za-z_]\w*$/
/** What every Dockerfile gets from us, and what would change the engine that inherits a secret rather than the build. */
const RESERVED =
  /^(MLOPS_.*|PATH|HOME|USER|SHELL|TMPDIR|LD_.*|DOCKER_.*|BUILD(X|KIT|AH)_.*|XDG_.*|STORAGE_.*|CONTAINERS_.*|REGISTRY_AUTH_FILE)$/
/** What the Dockerfile that this task writes sets itself; in one of the user's own they mean what it says. */
const OURS = /^(BASE_IMAGE|PYTHON_VERSION)$/

export function readBuildInputs(read: InputReader, mask: Mask): BuildInputs {
  const plain = readArguments(read, 'buildArguments')
  const secret = readArguments(read, 'secretBuildArguments')
  for (const name of Object.keys(secret))
    if (Object.hasOwn(plain, name))
      read.reject('secretBuildArguments', `${name} is in buildArguments too; leave one.`)
  return {
    azureContainerRegistry: read.text('azureContainerRegistry'),
    repository: read.text('repository', REPOSITORY),
    imageTags: readTags(read),
    builder: read.choice('builder', ['auto', 'acr', 'docker'], 'auto'),
    buildArguments: plain,
    secretBuildArguments: Object.fromEntries(
      Object.entries(secret).map(([name, value]) => [name, maskAll(value, mask)]),
    ),
    platform: read.text('platform', PLATFORM) ?? 'linux/amd64',
    buildTimeoutInSeconds: 60 * (read.integer('buildTimeoutInMinutes', { min: 5, max: 480 }) ?? 60),
    agentPoolName: read.text('agentPoolName', POOL),
    access: {
      identity: read.text('registryIdentity', IDENTITY),
      ...readRegistryCredentials(read, value => maskAll(value, mask)),
    },
  }
}

/** The agent masks a value as it is; programs print it in other forms too. */
function maskAll(value: string, mask: Mask): Secret {
  for (const form of formsOf(value)) mask(form)
  return mask(value)
}

/** `NAME=value` lines. Nothing of a line is repeated but the name: any of them may be secret. */
function readArguments(read: InputReader, input: string): Record<string, string> {
  const found: Record<string, string> = {}
  const isOwn = read.text('dockerfile') !== undefined
  for (const [index, line] of read.lines(input).entries()) {
    const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(line) ?? []
    if (!ARGUMENT.test(name.trim()))
      read.reject(input, `line ${index + 1} is not of the form NAME=value (letters, digits, underscores).`)
    else if (RESERVED.test(name.trim()) || (!isOwn && OURS.test(name.trim())))
      read.reject(input, `${name.trim()} cannot be set: it has a meaning of its own here.`)
    else found[name.trim()] = value.trim()
  }
  return found
}

function readTags(read: InputReader): string[] {
  const tags = read.lines('imageTags')
  for (const tag of tags) {
    if (!TAG.test(tag))
      read.reject(
        'imageTags',
        `"${tag}" is no image tag (letters, digits, dots, hyphens, underscores; at most 128).`,
      )
  }
  return tags
}

import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import type { CommandSpec, InputSpec, JobSpec } from '../../specification/job-spec.ts'
import { isRemote } from '../../specification/local-path.ts'
import { assetId } from '../asset-id.ts'
import { registerCode, takeSnapshot, type Snapshot } from '../code/register-code.ts'
import { registerAnonymousComponent, type ComponentSpec } from '../component/register-component.ts'
import { resolveCompute } from '../compute/compute-reference.ts'
import { uploadData } from '../data/upload-data.ts'
import { latestEnvironment } from '../environment/latest-version.ts'
import { registerEnvironment } from '../environment/register-environment.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** Names and paths of a job file turned into what Azure knows: ids and URIs. Uploads and registrations happen once. */
export class Resolver {
  readonly #workspace: Workspace
  readonly #codes = new Map<string, Promise<string>>()
  readonly #data = new Map<string, Promise<string>>()

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  compute(reference: string | undefined): Promise<string | undefined> {
    return resolveCompute(this.#workspace, reference)
  }

  async code(reference: string | undefined): Promise<string | undefined> {
    if (reference === undefined) return undefined
    if (isRemote(reference)) return assetReference(this.#workspace, 'codes', reference)
    return once(this.#codes, reference, async () =>
      registerCode(this.#workspace, await takeSnapshot(reference)),
    )
  }

  async environment({ environment }: CommandSpec): Promise<string> {
    if (environment.kind === 'inline') return registerEnvironment(this.#workspace, environment.environment)
    const latest = /^(?:azureml:)?([^:@/]+)@latest$/.exec(environment.value)?.[1]
    if (latest) return latestEnvironment(this.#workspace, latest)
    return assetReference(this.#workspace, 'environments', environment.value)
  }

  component(spec: ComponentSpec): Promise<string> {
    return registerAnonymousComponent(this.#workspace, spec)
  }

  async inputUri(input: Extract<InputSpec, { kind: 'data' }>): Promise<string> {
    if (isRemote(input.path)) return input.path
    return once(this.#data, input.path, () => uploadData(this.#workspace, input.path))
  }
}

/** What can be found wrong without writing anything: local paths that are gone, empty code, unknown computes. */
export async function checkReferences(workspace: Workspace, spec: JobSpec): Promise<Snapshot[]> {
  for (const compute of computesOf(spec)) await resolveCompute(workspace, compute)
  const folders = new Set(commandsOf(spec).flatMap(({ code }) => (code && !isRemote(code) ? [code] : [])))
  return Promise.all([...folders].map(takeSnapshot))
}

export const commandsOf = (spec: JobSpec): readonly CommandSpec[] =>
  spec.type === 'command' ? [spec] : Object.values(spec.steps)

function computesOf(spec: JobSpec): Set<string | undefined> {
  const steps = spec.type === 'pipeline' ? Object.values(spec.steps).map(step => step.compute) : []
  const settled = spec.type === 'pipeline' ? spec.settings['default_compute'] : undefined
  return new Set([spec.compute, typeof settled === 'string' ? settled : undefined, ...steps])
}

/** `azureml:name:version`, an ARM id with or without `azureml:`, or a registry's URI -> what REST takes. */
function assetReference(workspace: Workspace, kind: 'codes' | 'environments', reference: string): string {
  if (/^azureml:\/\//.test(reference)) return reference
  const plain = reference.replace(/^azureml:/, '')
  if (plain.startsWith('/subscriptions/')) return plain
  const match = /^([^:@]+):([^:]+)$/.exec(plain)
  if (match?.[1] && match[2]) return assetId(workspace, kind, match[1], match[2])
  throw new TaskError(`"${reference}" names no version of ${kind === 'codes' ? 'code' : 'an environment'}.`, {
    remedy: 'Write azureml:NAME:VERSION, azureml:NAME@latest (environments), an ARM id or a registry URI.',
  })
}

function once(
  cache: Map<string, Promise<string>>,
  key: string,
  make: () => Promise<string>,
): Promise<string> {
  const normal = path.normalize(key)
  const known = cache.get(normal)
  if (known) return known
  const made = make()
  cache.set(normal, made)
  return made
}

import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { Host } from '../../../common/host/host.ts'
import type { BuildOrder } from '../../../common/registry/build/build-order.ts'
import { contentKey } from '../../../common/registry/image/content-key.ts'
import { inOrder, type ContextFile } from '../../../common/registry/image/context-file.ts'
import { REVISION_LABEL } from '../../../common/registry/image/dockerfile.ts'
import { modelFiles } from '../../../common/registry/image/model-files.ts'
import { findImage } from '../../../common/registry/manifest/find-image.ts'
import { imageLabels } from '../../../common/registry/manifest/image-labels.ts'
import { tagImage } from '../../../common/registry/manifest/tag-image.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import type { BuildInputs } from './build-inputs.ts'
import { buildWith } from './build-with.ts'
import type { ChosenModel } from '../choose-candidate.ts'
import { volatileArguments } from './image-names.ts'
import type { ImagePlan } from './plan-image.ts'
import { makeScratch } from './scratch.ts'

/** An image in the registry. */
export interface Image {
  /** `repository:tag`, where the tag is made from the content. */
  readonly name: string
  readonly digest: string
  /** `registry/repository@digest`. */
  readonly reference: string
  readonly isReused: boolean
  /** The commit that it was built from, where it says that. */
  readonly commit: string | undefined
}

/** The image of a model: the one that is there already where nothing changed, else a new one. */
export async function buildImage(
  registry: Registry,
  inputs: BuildInputs,
  plan: ImagePlan,
  model: ChosenModel,
  host: Host,
): Promise<Image> {
  const scratch = await makeScratch(host)
  try {
    const downloaded = await modelFiles(registry.workspace, model.resource, path.join(scratch, 'model'))
    const files = inOrder([...plan.files, ...downloaded])
    const tag = `mlops-${await keyOf(files, inputs, plan)}`
    const known = await findImage(registry, plan.repository, tag)
    const digest =
      known ??
      (await buildWith(inputs.builder, registry, orderOf(files, tag, inputs, plan, host), scratch, host))
    const image = {
      name: `${plan.repository}:${tag}`,
      digest,
      reference: `${registry.loginServer}/${plan.repository}@${digest}`,
    }
    if (known === undefined)
      return { ...image, isReused: false, commit: host.variables.get('Build.SourceVersion') }
    return { ...image, isReused: true, commit: await reuse(registry, plan, image.name, known, host) }
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}

const keyOf = (files: readonly ContextFile[], inputs: BuildInputs, { bases }: ImagePlan): Promise<string> =>
  contentKey(files, {
    arguments: inputs.buildArguments,
    secretArguments: Object.keys(inputs.secretBuildArguments),
    bases: bases.map(({ reference }) => reference),
    platform: inputs.platform,
  })

const orderOf = (
  files: readonly ContextFile[],
  tag: string,
  inputs: BuildInputs,
  { repository, tags, pullsBases }: ImagePlan,
  host: Host,
): BuildOrder => ({
  repository,
  tag,
  tags,
  pullsBases,
  files,
  arguments: { ...inputs.buildArguments, ...volatileArguments(host) },
  secretArguments: inputs.secretBuildArguments,
  platform: inputs.platform,
  timeoutInSeconds: inputs.buildTimeoutInSeconds,
  agentPoolName: inputs.agentPoolName,
  access: inputs.access,
})

/** Gives the tags of this build to an image that is there; what it says of its own build stays. */
async function reuse(
  registry: Registry,
  { repository, tags }: ImagePlan,
  name: string,
  digest: string,
  { log }: Host,
): Promise<string | undefined> {
  const labels = await imageLabels(registry, repository, digest)
  const commit = labels[REVISION_LABEL] || undefined
  log.section(`Image ${name} is there already: nothing changed, nothing is built`)
  log.info(`${digest}${commit === undefined ? '' : `, built from commit ${commit}`}.`)
  await tagImage(registry, repository, digest, tags)
  return commit
}

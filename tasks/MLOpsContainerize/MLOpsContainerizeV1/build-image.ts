import * as fs from 'node:fs/promises'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import {
  cancelBuild,
  scheduleBuild,
  uploadContext,
  type BuildRun,
} from '../../common/registry/build/build-run.ts'
import { followBuild } from '../../common/registry/build/follow-build.ts'
import { findImage } from '../../common/registry/find-image.ts'
import { contentKey } from '../../common/registry/image/content-key.ts'
import { inOrder, type ContextFile } from '../../common/registry/image/context-file.ts'
import { modelFiles } from '../../common/registry/image/model-files.ts'
import { packContext } from '../../common/registry/image/pack-context.ts'
import type { Registry } from '../../common/registry/registry.ts'
import type { ChosenModel } from './choose-candidate.ts'
import { rememberBuild } from './finish-build.ts'
import type { ImagePlan } from './plan-image.ts'

/** An image in the registry. */
export interface Image {
  /** `repository:tag`, where the tag is made from the content. */
  readonly name: string
  readonly digest: string
  /** `registry/repository@digest`. */
  readonly reference: string
  readonly isReused: boolean
}

/** The image of a model: the one that is there already where nothing changed, else a new one. */
export async function buildImage(
  registry: Registry,
  plan: ImagePlan,
  model: ChosenModel,
  host: Host,
): Promise<Image> {
  const folder = await fs.mkdtemp(
    path.join(host.variables.get('Agent.TempDirectory') ?? os.tmpdir(), 'mlops-image-'),
  )
  try {
    const downloaded = await modelFiles(registry.workspace, model.resource, path.join(folder, 'model'))
    const files = inOrder([...plan.files, ...downloaded])
    const tag = `mlops-${await contentKey(files)}`
    const name = `${plan.repository}:${tag}`
    const known = await findImage(registry, plan.repository, tag)
    if (known) {
      host.log.section(`Image ${name} is there already: nothing changed, nothing is built`)
      host.log.info(
        `It keeps the tags and the date of its first build; ${plan.tags.join(', ')} is not added.`,
      )
      return { name, digest: known, reference: referenceOf(registry, plan, known), isReused: true }
    }
    const digest = await build(registry, plan, files, tag, path.join(folder, 'context.tar.gz'), host)
    return { name, digest, reference: referenceOf(registry, plan, digest), isReused: false }
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

async function build(
  registry: Registry,
  plan: ImagePlan,
  files: readonly ContextFile[],
  tag: string,
  archive: string,
  host: Host,
): Promise<string> {
  await packContext(files, archive, host.signal)
  const { size } = await fs.stat(archive)
  host.log.info(`Build context: ${files.length} file(s), ${Math.ceil(size / 1024)} KiB packed.`)
  const source = await uploadContext(registry, archive, size)
  const imageNames = [tag, ...plan.tags].map(each => `${plan.repository}:${each}`)
  const order = { imageNames, arguments: plan.arguments }
  const { scheduled, forget } = schedule(registry, host, () => scheduleBuild(registry, source, order))
  const run = await scheduled
  rememberBuild(host, {
    azureSubscription: registry.workspace.session.connection.id,
    registryId: registry.id,
    run: run.properties.runId,
  })
  const digest = await followBuild(registry, run)
  forget()
  return digest
}

/** A cancelled pipeline waits for the answer that names the build, and cancels it. */
function schedule(
  registry: Registry,
  host: Host,
  start: () => Promise<BuildRun>,
): { scheduled: Promise<BuildRun>; forget: () => void } {
  const scheduled = start()
  const forget = host.onCancel({
    what: 'ask the registry to cancel the build',
    run: async budget => {
      const { properties } = await scheduled
      await cancelBuild(registry.workspace.session, registry.id, properties.runId, budget)
    },
  })
  return { scheduled, forget }
}

const referenceOf = ({ loginServer }: Registry, { repository }: ImagePlan, digest: string): string =>
  `${loginServer}/${repository}@${digest}`

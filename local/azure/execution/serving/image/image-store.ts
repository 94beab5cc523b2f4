import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { World } from '../../../core/world.ts'
import { type RegistryImage, findImage } from '../../../registry/images.ts'
import type { ContainerConfiguration } from '../../../registry/layout/oci-image.ts'
import { DeploymentFailure } from '../deployment-failure.ts'
import { type AbsoluteLink, unpackLayer } from './unpack-layer.ts'

/** An image on this machine's disk, as a container runtime would have it. */
export interface UnpackedImage {
  /** Stands for the container's root directory. */
  root: string
  digest: string
  configuration: ContainerConfiguration
}

/** Images of the registry, each unpacked once. */
export interface ImageStore {
  /** @throws DeploymentFailure ImagePullLoopBackOff when the registry has no such image */
  pull(reference: string): Promise<UnpackedImage>
}

/** @param directory in which each image gets a directory named by its digest */
export function createImageStore(world: World, directory: string): ImageStore {
  const running = new Map<string, Promise<UnpackedImage>>()
  return {
    async pull(reference) {
      const kept = await findKept(directory, reference)
      if (kept) return kept
      const image = await findImage(world, reference)
      if (!image) throw cannotPull(reference)
      const unpacking = running.get(image.digest) ?? unpack(image, directory)
      running.set(image.digest, unpacking)
      return unpacking.finally(() => running.delete(image.digest))
    },
  }
}

/** Written last, so that an unpacking that was cut short is made again. */
const mark = 'image.json'

async function findKept(directory: string, reference: string): Promise<UnpackedImage | undefined> {
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1]
  const home = digest && homeOf(directory, digest)
  if (!home || !existsSync(join(home, mark))) return undefined
  const configuration = JSON.parse(await readFile(join(home, mark), 'utf8')) as ContainerConfiguration
  return { root: join(home, 'root'), digest, configuration }
}

const homeOf = (directory: string, digest: string): string => join(directory, digest.replace('sha256:', ''))

async function unpack(image: RegistryImage, directory: string): Promise<UnpackedImage> {
  const home = homeOf(directory, image.digest)
  const [root, configuration] = [join(home, 'root'), image.config.config ?? {}]
  if (!existsSync(join(home, mark))) {
    await rm(home, { recursive: true, force: true })
    await mkdir(root, { recursive: true })
    const links: AbsoluteLink[] = []
    for (const layer of image.layers)
      links.push(...(await unpackLayer(layer.open(), layer.mediaType.endsWith('gzip'), root)))
    for (const one of links) await settleLink(one, root)
    await writeFile(join(home, `${mark}.next`), JSON.stringify(configuration))
    await rename(join(home, `${mark}.next`), join(home, mark))
  }
  return { root, digest: image.digest, configuration }
}

/** A target that the image holds is meant there; one that it lacks is a file of this machine, as Python's own may be. */
async function settleLink({ path, target }: AbsoluteLink, root: string): Promise<void> {
  if (!existsSync(join(root, target))) return
  await rm(path, { force: true })
  await symlink(relative(dirname(path), join(root, target)), path)
}

const cannotPull = (reference: string): DeploymentFailure =>
  new DeploymentFailure(
    'ImagePullLoopBackOff',
    `Back-off pulling image "${reference}": the image cannot be pulled. Check that the registry holds it and that the endpoint's identity has AcrPull on the registry.`,
  )

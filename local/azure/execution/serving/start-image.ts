import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ContainerSpec } from './container-spec.ts'
import { DeploymentFailure } from './deployment-failure.ts'
import type { ImageStore, UnpackedImage } from './image/image-store.ts'
import { mapPaths } from './image/map-paths.ts'
import type { DownloadedCode } from './prepare-code.ts'

export interface StartContext {
  variables: Record<string, string>
  code: DownloadedCode | undefined
  /** The deployment's own. */
  directory: string
}

/** The port on which the image must serve; the one thing that a container is told here and not on AKS. */
const portVariable = 'MLOPS_PORT'

/** What a container runtime sets where the image does not. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Runs the image's command with the image's variables and the deployment's own, and nothing else of this machine.
 *
 * @throws DeploymentFailure when the image is not to be had or names no command
 */
export async function imageStart(
  images: ImageStore,
  reference: string,
  { variables, directory }: StartContext,
): Promise<ContainerSpec['start']> {
  const image = await images.pull(reference)
  const { Entrypoint = [], Cmd = [], WorkingDir = '/' } = image.configuration
  const command = [...Entrypoint, ...Cmd].map(part => mapPaths(image.root, part))
  if (command.length === 0)
    throw new DeploymentFailure('InvalidDeploymentSpec', `The image ${reference} names no command (CMD).`)
  const home = join(directory, 'home')
  await mkdir(home, { recursive: true })
  const environment = { HOME: home, ...imageVariables(image), ...mapAll(image, variables) }
  const cwd = WorkingDir === '/' ? image.root : mapPaths(image.root, WorkingDir)
  return port => ({ command, cwd, environment: { ...environment, [portVariable]: String(port) } })
}

const imageVariables = (image: UnpackedImage) =>
  mapAll(image, {
    PATH: defaultPath,
    ...Object.fromEntries((image.configuration.Env ?? []).map(splitVariable)),
  })

function splitVariable(line: string): [string, string] {
  const at = line.indexOf('=')
  return [line.slice(0, at), line.slice(at + 1)]
}

const mapAll = ({ root }: UnpackedImage, variables: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, mapPaths(root, value)]))

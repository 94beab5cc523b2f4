import { join } from 'node:path'
import type { BuildRequest } from '../builder.ts'
import type { Engine } from './find-engine.ts'
import { storageDriver } from './storage-driver.ts'

/** Where an engine finds the registry's password and authority. */
export interface Credentials {
  /** For docker: its configuration. */
  directory: string
  authFile: string
  /** Holds `ca.crt`. */
  certificates: string
}

/** The command lines of one engine. */
export interface EngineCommands {
  program: Engine
  /** @param name under which the engine keeps the image */
  build(request: BuildRequest, name: string): string[]
  /** @param remote `registry/repository:tag` */
  push(name: string, remote: string): string[][]
  remove(name: string): string[]
  /** Tells by its exit code whether an image is here or can be had. */
  pull(image: string): string[]
}

export async function commandsOf(engine: Engine, credentials: Credentials): Promise<EngineCommands> {
  if (engine === 'docker') return docker(credentials)
  if (engine === 'podman') return podman(credentials)
  return buildah(credentials, await storageDriver())
}

function buildOptions({ context, dockerfile, arguments: given, target, noCache }: BuildRequest): string[] {
  return [
    ...['--file', join(context, dockerfile)],
    // Without a value the engine takes it from its environment.
    ...given.flatMap(({ name, value, isSecret }) => ['--build-arg', isSecret ? name : `${name}=${value}`]),
    ...(target ? ['--target', target] : []),
    ...(noCache ? ['--no-cache'] : []),
  ]
}

/** Works without a daemon, without user namespaces and on any file system. */
function buildah({ authFile, certificates }: Credentials, driver: string): EngineCommands {
  const storage = ['--storage-driver', driver]
  const registry = ['--authfile', authFile, '--cert-dir', certificates]
  return {
    program: 'buildah',
    build: (request, name) => [
      ...storage,
      ...['build', '--isolation', 'chroot', '--layers=false', ...registry],
      ...buildOptions(request),
      ...['--tag', name, request.context],
    ],
    push: (name, remote) => [[...storage, 'push', ...registry, name, `docker://${remote}`]],
    remove: name => [...storage, 'rmi', '--force', name],
    pull: image => [...storage, 'pull', '--policy', 'missing', ...registry, image],
  }
}

function podman({ authFile, certificates }: Credentials): EngineCommands {
  const registry = ['--authfile', authFile, '--cert-dir', certificates]
  return {
    program: 'podman',
    build: (request, name) => [
      'build',
      ...registry,
      ...buildOptions(request),
      '--tag',
      name,
      request.context,
    ],
    push: (name, remote) => [['push', ...registry, name, `docker://${remote}`]],
    remove: name => ['rmi', '--force', name],
    pull: image => ['pull', '--policy', 'missing', ...registry, image],
  }
}

/** Its daemon trusts registries on loopback addresses whatever authority they have. */
function docker({ directory }: Credentials): EngineCommands {
  const configuration = ['--config', directory]
  return {
    program: 'docker',
    build: (request, name) => [
      ...configuration,
      'build',
      ...buildOptions(request),
      ...['--tag', name, request.context],
    ],
    push: (name, remote) => [
      ['tag', name, remote],
      [...configuration, 'push', remote],
      ['rmi', remote],
    ],
    remove: name => ['rmi', '--force', name],
    pull: image => [...configuration, 'pull', image],
  }
}

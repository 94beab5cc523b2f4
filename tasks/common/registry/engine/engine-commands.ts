import type { Engine } from './find-engine.ts'

export interface ImageBuild {
  /** Folder of the context, its Dockerfile in it. */
  readonly context: string
  readonly platform: string
  readonly pullsBases: boolean
  readonly arguments: Readonly<Record<string, string>>
  /** Their values are inherited by the environment: everybody can read a command line. */
  readonly secretNames: readonly string[]
  /** Names under which the engine keeps it, as `registry/repository:tag`. */
  readonly images: readonly string[]
}

/** The command lines of an engine. Docker, podman and buildah differ in little. */
export interface EngineCommands {
  build(build: ImageBuild): string[]
  push(image: string): string[]
  remove(image: string): string[]
  /** Reads the password from its standard input. */
  login(server: string, username: string): string[]
}

/** @param certificates folder with an authority beside the system's; docker's daemon has its own list */
export function commandsOf({ name, hasBuildx }: Engine, certificates: string | undefined): EngineCommands {
  const trust = name === 'docker' || certificates === undefined ? [] : ['--cert-dir', certificates]
  const build = hasBuildx
    ? ['buildx', 'build', '--load', '--provenance=false', '--progress=plain']
    : name === 'buildah'
      ? ['build', '--layers']
      : ['build']
  return {
    build: ({ context, platform, pullsBases, arguments: given, secretNames, images }) => [
      ...build,
      ...trust,
      ...(pullsBases ? ['--pull'] : []),
      ...['--file', `${context}/Dockerfile`, '--platform', platform],
      ...Object.entries(given).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
      ...secretNames.flatMap(key => ['--build-arg', key]),
      ...images.flatMap(image => ['--tag', image]),
      context,
    ],
    push: image => ['push', ...trust, image],
    remove: image => ['rmi', image],
    login: (server, username) => ['login', ...trust, '--username', username, '--password-stdin', server],
  }
}

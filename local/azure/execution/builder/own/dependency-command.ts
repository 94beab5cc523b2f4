import { BuildFailure } from '../builder.ts'

/** What the RUN of the dependencies asks for; the paths are the image's. */
export interface DependencyCommand {
  /** Version for `uv venv --python`. */
  python: string
  environment: string
  requirements: string
}

/** @throws BuildFailure for a command that is not the one that the containerize task writes */
export function readDependencyCommand(command: string): DependencyCommand {
  const [, python, environment] = /\buv venv (?:\S+ )*?--python (\S+) (\S+)/.exec(command) ?? []
  const [, requirements] = /\buv pip install .*-r (\S+)/.exec(command) ?? []
  if (python && environment?.startsWith('/') && requirements?.startsWith('/'))
    return { python, environment, requirements }
  throw new BuildFailure(`The command "${command}" needs docker, podman or buildah.`)
}

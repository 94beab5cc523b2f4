import { TaskError } from '../../errors.ts'
import { outlineOf } from './dockerfile-outline.ts'

/** Refuses a Dockerfile of the user's own that cannot be built as it is, before anything is sent. */
export function checkOwnDockerfile(file: string, text: string, secrets: readonly string[]): void {
  const { bases, lastingArguments } = outlineOf(text)
  if (bases.length === 0 && !/^\s*FROM\s+scratch\b/im.test(text)) {
    throw new TaskError(`${file} has no FROM instruction.`, { remedy: 'Correct the Dockerfile.' })
  }
  const exposed = secrets.filter(name => lastingArguments.includes(name))
  if (exposed.length === 0) return
  throw new TaskError(`${file} uses the secret build argument ${exposed.join(', ')} in the image itself.`, {
    cause:
      'The arguments that a stage declares are written into the history of its image, for everybody who may pull it.',
    remedy:
      'Use the secret in a stage of its own (FROM base AS dependencies, ARG, RUN), and copy the result: COPY --from=dependencies.',
  })
}

/** Sentences about what a reader of the log should know of such a Dockerfile. */
export function notesOn(text: string): string[] {
  const user = outlineOf(text).user?.split(':')[0]
  return user === undefined || user === 'root' || user === '0'
    ? [
        'The Dockerfile names no USER without rights, so the container may run as root: say USER 1000 at its end.',
      ]
    : []
}

import { TaskError } from '../../errors.ts'

/** A registry that does not let its service build or push at all: another builder may. A build that fails is none. */
export class BuildRefused extends TaskError {
  override readonly name = 'BuildRefused'
}

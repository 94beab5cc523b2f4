import { TaskError } from '../../errors.ts'
import { isReference } from '../components/component-choice.ts'
import type { Cursor } from '../schema/index.ts'

type Kind = 'command' | 'sweep' | 'parallel' | 'pipeline' | 'spark' | 'automl'
const COMPONENTS = ['command', 'parallel', 'pipeline', 'spark'] as const

/** What a node without a type is: as its component says, else by the key that only one kind has. */
export function kindOf(at: Cursor): Kind | undefined {
  if (!at.at('type').isBlank) return undefined
  if (at.has('component')) return kindOfComponent(at.at('component'))
  if (at.has('trial')) return 'sweep'
  if (at.has('entry')) return 'spark'
  if (at.has('task')) return at.at('task').isMapping ? 'parallel' : 'automl'
  return 'command'
}

function kindOfComponent(at: Cursor): Kind {
  if (at.isMapping) return known(at.at('type').text)
  if (at.text === undefined || isReference(at.text)) return 'command'
  try {
    const { document } = at.file.open(at.text.replace(/^file:(\/\/)?/, ''))
    return known(document.get('type'))
  } catch (error) {
    if (error instanceof TaskError) return 'command'
    throw error
  }
}

const known = (type: unknown): Kind => COMPONENTS.find(kind => kind === type) ?? 'command'

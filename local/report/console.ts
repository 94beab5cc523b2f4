import { stripVTControlCharacters } from 'node:util'

import type { RunListener } from '../agent/run/listener.ts'
import type { JobState, RunState, StageState, StepState } from '../agent/run/state.ts'
import { seconds } from '../agent/run/summary.ts'
import { plainStyle, type Style, type Tone } from './style.ts'
import { duration, resultWords } from './words.ts'

const tones: Readonly<Record<string, Tone>> = {
  section: 'cyan',
  command: 'blue',
  error: 'red',
  warning: 'yellow',
  debug: 'dim',
  group: 'bold',
}

/** Shows a run on a terminal while it goes on. */
export class ConsoleListener implements RunListener {
  readonly #write: (text: string) => void
  readonly #style: Style

  constructor(write: (text: string) => void, style: Style) {
    this.#write = write
    this.#style = style
  }

  runStarted = ({ build, definition, attempt }: RunState): void => {
    const again = attempt > 1 ? `, attempt ${attempt}` : ''
    this.#print(
      `${this.#style('bold', `Build ${build.number}`)} of ${definition.name} (id ${build.id}${again})`,
    )
  }

  stageStarted = ({ name, displayName }: StageState): void => {
    if (name === '__default') return
    this.#print(`\n${this.#style('bold', `━━ Stage ${displayName}`)}`)
  }

  jobStarted = ({ displayName }: JobState): void => {
    this.#print(`\n${this.#style('bold', ` ━ Job ${displayName}`)}`)
  }

  line = (line: string): void => {
    const safe = stripVTControlCharacters(line)
    const [, kind = '', rest = safe] = /^##\[(\w+)\](.*)$/.exec(safe) ?? []
    if (this.#style === plainStyle || kind === '') this.#print(`   ${safe}`)
    else if (kind === 'endgroup') return
    else
      this.#print(
        `   ${this.#style(tones[kind] ?? 'bold', kind === 'group' ? `▸ ${rest}` : label(kind) + rest)}`,
      )
  }

  stepFinished = (step: StepState): void => {
    const { mark, word, tone } = resultWords(step.result)
    const time = duration(seconds(step.startedAt, step.finishedAt))
    const tries = step.attempts > 1 ? `, ${step.attempts} attempts` : ''
    this.#print(`   ${this.#style(tone, `${mark} ${step.displayName} ${word}`)} (${time}${tries})\n`)
  }

  canceling = (): void => {
    this.#print(
      this.#style(
        'yellow',
        '\nCanceling the run: steps that clean up still run. This can take some minutes.',
      ),
    )
  }

  #print(text: string): void {
    this.#write(`${text}\n`)
  }
}

function label(kind: string): string {
  return kind === 'error' || kind === 'warning' ? `${kind}: ` : ''
}

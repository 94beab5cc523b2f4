import * as fs from 'node:fs'
import { explain } from '../../../tasks/common/host/report.ts'
import { task } from '../../../tasks/MLOpsScore/MLOpsScoreV1/task.ts'
import { fakeAzure, type FakeAzure } from '../../support/fake-azure.ts'
import type { InstantClock } from '../../support/fake-host.ts'
import type { Answer, Reply } from '../../support/fake-wire.ts'
import type { TestFolder } from '../../support/folder.ts'

export const KEY = 'the-endpoint-key'
const ADDRESS = 'https://router.example/api/v1/endpoint/chd/score'
const SCORE = /^router\.example\//

/** One step that asks a scoring address for the predictions of a file. */
export class ScoringRun {
  readonly azure: FakeAzure
  readonly #folder: TestFolder

  constructor(folder: TestFolder, file: { name: string; content: string }, inputs: Record<string, string>) {
    this.#folder = folder
    folder.write({ [file.name]: file.content })
    this.azure = fakeAzure({
      inputs: { scoringUri: ADDRESS, key: KEY, requestFile: folder.at(file.name), ...inputs },
    })
  }

  get clock(): InstantClock {
    return this.azure.clock
  }

  /** The lines that a person reads at the end, where the service answers so in turn, the last for ever. */
  async said(...answers: Answer[]): Promise<{ failed: boolean; said: string }> {
    const { host, wire } = this.azure
    wire.on('POST', SCORE, ...answers)
    try {
      const { message } = await task.run(task.readInputs(host), host)
      return { failed: false, said: message }
    } catch (error) {
      return { failed: true, said: explain(error).join('\n') }
    }
  }

  /** An answer that takes so many milliseconds. */
  taking(milliseconds: number, reply: Reply): () => Reply {
    return () => {
      this.clock.time += milliseconds
      return reply
    }
  }

  get bodies(): unknown[] {
    return this.azure.wire.sent('POST', SCORE).map(({ body }) => JSON.parse(body.toString()) as unknown)
  }

  /** All that a person, or a later step, can read of the run: what it says at the end, and the files that it leaves. */
  everythingShown(said: string, ...files: string[]): string {
    const { log, summaries, outputValues, variablesSet } = this.azure.host
    const left = files.map(file => fs.readFileSync(this.#folder.at(file), 'utf8'))
    return JSON.stringify([said, log.lines, log.debugLines, summaries, outputValues, variablesSet, left])
  }
}

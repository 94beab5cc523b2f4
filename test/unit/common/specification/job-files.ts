import assert from 'node:assert/strict'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { readJobFile, type JobSpec } from '../../../../tasks/common/specification/read-job-file.ts'
import { folderPerTest } from '../../../support/folder.ts'

export interface JobFiles {
  /** The job of a file `jobs/job.yml` with this text. */
  read(text: string, overrides?: readonly string[]): JobSpec
  problemsOf(text: string, overrides?: readonly string[]): string[]
  at(name: string): string
}

/** A folder per test with code, data and a conda file beside the job file. */
export function jobFiles(): JobFiles {
  const folder = folderPerTest()
  const read = (text: string, overrides: readonly string[] = []): JobSpec => {
    folder().write({
      'src/train.py': '',
      'jobs/conda.yml': 'dependencies: [python=3.11]\n',
      'jobs/data/table.csv': 'a,b',
      'jobs/environment.yml': 'image: of-a-file\nconda_file: conda.yml\n',
      'jobs/job.yml': text,
    })
    return readJobFile(folder().at('jobs/job.yml'), overrides)
  }
  const problemsOf = (text: string, overrides: readonly string[] = []): string[] => {
    try {
      read(text, overrides)
      return []
    } catch (error) {
      assert.ok(error instanceof TaskError, String(error))
      return error.message.split('\n').slice(1)
    }
  }
  return { read, problemsOf, at: name => folder().at(name) }
}

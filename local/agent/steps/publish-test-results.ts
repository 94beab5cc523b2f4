import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { readJunit, type TestOutcome } from './junit.ts'
import { matchPatterns } from './patterns.ts'

/** A local run has no test tab: it tells in the log what would stand there. Source of the inputs: the task's page. */
export const publishTestResults: InBoxTask = {
  manifest: inBoxManifest({
    id: '0b0f01ed-7dde-43ff-9cbb-e48954daf9b1',
    name: 'PublishTestResults',
    friendlyName: 'Publish Test Results',
    description: 'Publish test results to Azure Pipelines',
    major: 2,
    inputs: {
      testRunner: { aliases: ['testResultsFormat'], defaultValue: 'JUnit', required: true },
      testResultsFiles: { defaultValue: '**/TEST-*.xml', required: true },
      searchFolder: { defaultValue: '$(System.DefaultWorkingDirectory)' },
      mergeTestResults: { type: 'boolean', defaultValue: 'false' },
      failTaskOnFailedTests: { type: 'boolean', defaultValue: 'false' },
      failTaskOnFailureToPublishResults: { type: 'boolean', defaultValue: 'false' },
      failTaskOnMissingResultsFile: { type: 'boolean', defaultValue: 'false' },
      testRunTitle: {},
      platform: { aliases: ['buildPlatform'] },
      configuration: { aliases: ['buildConfiguration'] },
      publishRunAttachments: { type: 'boolean', defaultValue: 'true' },
    },
  }),
  run: ({ input, directories, log, warn }) => {
    const yes = (name: string): boolean => input(name).toLowerCase() === 'true'
    if (input('testRunner').toLowerCase() !== 'junit')
      throw new Error('Local runs read results in the format JUnit only. Set testResultsFormat: JUnit.')
    const folder = resolve(directories.defaultWorking, input('searchFolder'))
    const files = resultFiles(folder, input('testResultsFiles'))
    if (files.length === 0) {
      const missing = `No test result files matching '${input('testResultsFiles')}' were found in ${folder}.`
      if (yes('failTaskOnMissingResultsFile')) throw new Error(missing)
      warn(missing)
      return Promise.resolve()
    }
    const outcomes = files.flatMap(file => readJunit(readFileSync(file, 'utf8'), file))
    const failed = tell(outcomes, log)
    if (failed > 0 && yes('failTaskOnFailedTests'))
      throw new Error(`There are ${failed} failed tests in ${files.join(', ')}.`)
    return Promise.resolve()
  },
}

/** Patterns count from the folder; one that names a place of its own is looked for there. */
function resultFiles(folder: string, patterns: string): string[] {
  const lines = patterns.split(/\r?\n/).map(line => line.trim())
  const absolute = lines
    .filter(line => line !== '')
    .map(line => (line.startsWith('!') ? `!${resolve(folder, line.slice(1))}` : resolve(folder, line)))
  const bases = absolute.filter(line => !line.startsWith('!')).map(baseOf)
  return matchPatterns([...new Set(bases.flatMap(filesUnder))], absolute.join('\n'))
}

/** The folder, or the file, that stands before the first wildcard. */
function baseOf(pattern: string): string {
  const wild = pattern.search(/[*?[{(]/)
  return wild === -1 ? pattern : pattern.slice(0, pattern.lastIndexOf('/', wild)) || '/'
}

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return []
  try {
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [place]
    throw error
  }
}

/** @returns how many failed */
function tell(outcomes: readonly TestOutcome[], log: (line: string) => void): number {
  const count = (result: TestOutcome['result']): number =>
    outcomes.filter(outcome => outcome.result === result).length
  for (const { name, result, message } of outcomes)
    if (result === 'failed') log(`Failed: ${name}${message === '' ? '' : `: ${message}`}`)
  log(
    `${outcomes.length} tests: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.`,
  )
  return count('failed')
}

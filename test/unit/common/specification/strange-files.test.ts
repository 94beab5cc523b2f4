import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { messageOf, TaskError } from '../../../../tasks/common/errors.ts'
import { readJobFile } from '../../../../tasks/common/specification/read-job-file.ts'
import { folderPerTest } from '../../../support/folder.ts'
import { pipelineFiles } from './pipeline-files.ts'

const JOB = 'command: x\nenvironment: azureml:e:1\n'
const COMPONENT = 'type: command\ncommand: x\nenvironment: azureml:e:1\n'

describe('a file that is no usual job file', () => {
  const folder = folderPerTest()
  const messageOfReading = (bytes: string | Buffer, overrides: readonly string[] = []): string => {
    fs.writeFileSync(folder().at('job.yml'), bytes)
    try {
      readJobFile(folder().at('job.yml'), overrides)
      return ''
    } catch (error) {
      assert.ok(error instanceof TaskError, String(error))
      return messageOf(error)
    }
  }

  const cases: [what: string, bytes: string | Buffer, problem: RegExp][] = [
    [
      'in another encoding is refused at the first character that UTF-8 does not have',
      Buffer.from(`${JOB}description: Gr\u00fc\u00dfe\n`, 'latin1'),
      /^job\.yml:3:16: this character is not UTF-8\./,
    ],
    [
      'in UTF-16 is refused by that name',
      Buffer.from(`\uFEFF${JOB}`, 'utf16le'),
      /^job\.yml is UTF-16, not UTF-8\./,
    ],
    [
      'with a control character is refused at that',
      `${JOB}description: a\u001b[31mb\n`,
      /\njob\.yml:3:15: the character U\+001B cannot stand in YAML\.$/,
    ],
    [
      'with a merge key that merges no mapping is refused at that',
      `${JOB}tags: {<<: 4}\n`,
      /\njob\.yml:3:12: <<: merges mappings; what stands here is none\.$/,
    ],
    [
      'with a list of merged things of which one is no mapping is refused at that one',
      `${JOB}tags: {<<: [{a: b}, 4]}\n`,
      /\njob\.yml:3:21: <<: merges mappings/,
    ],
    [
      'that is nested without end is refused in words',
      `${JOB}tags: ${'['.repeat(4000)}\n`,
      /\njob\.yml:3:\d+: what begins here is nested too deeply to be read\./,
    ],
    [
      'with a byte order mark has its first problem in column 1',
      `\uFEFF${JOB}`.replace('command', 'comand'),
      /\njob\.yml:1:1: comand:/,
    ],
  ]
  for (const [what, bytes, problem] of cases) it(what, () => assert.match(messageOfReading(bytes), problem))

  it('may hold every character that YAML has, and a byte order mark', () => {
    assert.equal(messageOfReading(`\uFEFF${JOB}description: "Größe 🚀\\u0007 \u0085\t"\r\n`), '')
  })

  it('with a thousand problems tells the first fifty, and how many more', () => {
    const lines = messageOfReading(
      JOB + Array.from({ length: 1000 }, (_, i) => `key_${i}: x\n`).join(''),
    ).split('\n')
    assert.deepEqual([lines.length, lines.at(-1)], [52, '... and 950 more.'])
  })

  it('shows of a long value only its beginning', () => {
    const [, problem = ''] = messageOfReading(`${JOB}limits: {timeout: ${'soon'.repeat(1000)}}\n`).split('\n')
    assert.match(problem, /is expected, not "(soon){50}\.\.\."\.$/)
  })

  it('shows no signature and no password of a URL', () => {
    const URL = 'https://me:hunter2@account.blob.core.windows.net/c/x?sv=1&sig=SIGNATURE'
    const shown = [
      messageOfReading(`${JOB}limits: {timeout: "${URL}"}\n`),
      messageOfReading(JOB, [URL]),
      messageOfReading(JOB, [`tags.a='${URL}`]),
    ]
    for (const text of shown) {
      assert.match(text, /account\.blob/)
      assert.doesNotMatch(text, /hunter2|SIGNATURE/)
    }
  })
})

describe('of component files with the same name', () => {
  const { problemsOf } = pipelineFiles()

  it('each is told of by its way from the job file', () => {
    const job =
      'type: pipeline\njobs:\n  a: {component: fit/component.yml}\n  b: {component: test/component.yml}\n'
    const files = {
      'fit/component.yml': COMPONENT.replace('command: x', 'comand: x'),
      'test/component.yml': `${COMPONENT}code: ../nowhere\n`,
    }
    assert.deepEqual(
      problemsOf(job, files).map(line => line.split(' ')[0]),
      ['fit/component.yml:1:1:', 'fit/component.yml:2:1:', 'test/component.yml:4:7:'],
    )
  })
})

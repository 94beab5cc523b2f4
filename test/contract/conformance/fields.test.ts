import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { TaskError } from '../../../tasks/common/errors.ts'
import { readJobFile } from '../../../tasks/common/specification/read-job-file.ts'
import {
  readDeploymentFile,
  readEndpointFile,
} from '../../../tasks/common/specification/read-serving-files.ts'
import { CORPUS, corpusFiles, ROOT, typeOf } from './corpus.ts'

interface Fields {
  readonly client: string
  readonly corpus: string
  readonly fields: Readonly<Record<string, string | null>>
}

interface Reason {
  readonly by: 'schema' | 'client' | 'us'
  readonly reason: string
  readonly example?: string
  readonly fields: readonly string[]
}

/** Of files that are no jobs, by the folder that they lie in. */
const READERS: Readonly<Record<string, (file: string) => unknown>> = {
  endpoint: readEndpointFile,
  deployment: readDeploymentFile,
}

const read = <T>(file: string): T => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as T

/** `test/conformance/client/walk.py` made the list; `test/all/conformance.test.ts` makes it again. */
describe("every field of the official client's schemas is in a file of the corpus, or there is a reason why not", () => {
  const { corpus, fields, client } = read<Fields>('fields.json')
  const reasons = read<Reason[]>('unsent.json')
  const missing = Object.keys(fields).filter(key => fields[key] === null)

  it('by a list that was made of the corpus as it stands', () => {
    assert.equal(corpus, digestOf(CORPUS), 'Run test/conformance/client/walk.py: the corpus has changed.')
  })

  it('and of the client that is pinned', () => {
    const requirements = readFileSync(path.join(ROOT, 'client/requirements.txt'), 'utf8')
    assert.match(requirements, new RegExp(`^azure-ai-ml==${client.replaceAll('.', '\\.')}$`, 'm'))
    assert.doesNotMatch(requirements, /^(?!#)[^=\n]+$/m, 'every package is pinned to one version')
  })

  it('the files are there, and the classes of all types', () => {
    const files = new Set(corpusFiles())
    assert.deepEqual(
      Object.entries(fields).filter(([, file]) => file !== null && !files.has(file)),
      [],
    )
    for (const name of [
      'CommandJobSchema',
      'SweepJobSchema',
      'PipelineJobSchema',
      'CommandSchema',
      'KubernetesOnlineEndpointSchema',
      'ManagedOnlineDeploymentSchema',
    ])
      assert.ok(
        Object.keys(fields).some(key => key.startsWith(`${name}.`)),
        name,
      )
  })

  it('each missing field has a reason, and no reason is for nothing', () => {
    const patterns = reasons.flatMap(reason => reason.fields)
    assert.deepEqual(
      missing.filter(key => !patterns.some(pattern => covers(pattern, key))),
      [],
    )
    assert.deepEqual(
      patterns.filter(pattern => !missing.some(key => covers(pattern, key))),
      [],
    )
  })

  for (const { example, reason } of reasons.filter(({ by }) => by === 'us')) {
    it(`we refuse it by name: ${reason} (${example})`, () => {
      const file = path.join(ROOT, 'unsent', example ?? '')
      assert.throws(() => READERS[typeOf(example ?? '')]?.(file) ?? readJobFile(file), TaskError)
    })
  }
})

/** Only `*` is a wildcard: alternatives hold brackets and question marks. */
const covers = (pattern: string, key: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(key)

const escaped = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')

function digestOf(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  const names = entries.map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
  const hash = createHash('sha256')
  for (const name of names.map(name => name.split(path.sep).join('/')).sort(byCodePoint))
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(folder, name)))
      .update('\0')
  return hash.digest('hex')
}

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : 1)

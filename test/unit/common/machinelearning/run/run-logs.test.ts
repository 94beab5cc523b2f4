import assert from 'node:assert/strict'
import { RunLogs } from '../../../../../tasks/common/machinelearning/run/logs/run-logs.ts'
import { fakeAzure } from '../../../../support/fake-azure.ts'
import { FakeBlobs } from '../../../../support/fake-blobs.ts'
import { failure } from '../../../../support/fake-wire.ts'

const url = (name: string): string => `https://account.blob.storage.example/logs/${name}?sig=s`

/** The logs of one run, followed; `look` names the files that run history shows at that moment. */
function followedRun(hasChildren = false) {
  const azure = fakeAzure()
  const blobs = new FakeBlobs(azure.wire)
  const { anonymous } = azure.session()
  const lines: string[] = []
  const logs = new RunLogs((label, fresh) => {
    for (const line of fresh) lines.push(label === '' ? line : `${label}: ${line}`)
  }, hasChildren)
  return {
    lines,
    logs,
    wire: azure.wire,
    write: (name: string, text: string) => blobs.put(`logs/${name}`, text),
    look: (...names: string[]) =>
      logs.read(
        anonymous,
        Object.fromEntries(names.map(name => [name, url(name)])),
        new AbortController().signal,
      ),
  }
}

describe('the logs of a run', () => {
  const LOG = 'user_logs/std_log.txt'

  it('that is rotated: the end of the old log under its new name, then the new one, nothing twice', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'one\ntwo\n')
    await look(LOG)
    write('user_logs/std_log.1.txt', 'one\ntwo\nthree\n')
    write(LOG, 'four\n')
    await look(LOG, 'user_logs/std_log.1.txt')
    assert.deepEqual(lines, ['one', 'two', 'three', 'four'])
  })

  it('that is rotated after its files were listed: what was put aside comes first, with the next list', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'one\ntwo\n')
    await look(LOG)
    write('user_logs/std_log.1.txt', 'one\ntwo\nthree\n')
    write(LOG, 'four\n')
    await look(LOG)
    await look(LOG, 'user_logs/std_log.1.txt')
    assert.deepEqual(lines, ['one', 'two', 'three', 'four'])
  })

  it('that is rotated more often than it is looked at: in the order in which it was written', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, '')
    await look(LOG)
    for (const [name, text] of [
      ['user_logs/std_log.9.txt', 'one\n'],
      ['user_logs/std_log.10.txt', 'two\n'],
      [LOG, 'three\n'],
    ] as const)
      write(name, text)
    await look(LOG, 'user_logs/std_log.10.txt', 'user_logs/std_log.9.txt')
    assert.deepEqual(lines, ['one', 'two', 'three'])
  })

  it('that gets another name goes on under it', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'one\nhalf ')
    await look(LOG)
    write('user_logs/std_log_process_0.txt', 'one\nhalf line\ntwo\n')
    await look('user_logs/std_log_process_0.txt')
    assert.deepEqual(lines, ['one', 'half line', 'two'])
  })

  it('that is there under both names while it is renamed is printed once', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'one\n')
    await look(LOG)
    for (const name of [LOG, 'user_logs/std_log.1.txt']) write(name, 'one\ntwo\n')
    await look(LOG, 'user_logs/std_log.1.txt')
    write(LOG, 'three\n')
    await look(LOG, 'user_logs/std_log.1.txt')
    assert.deepEqual(lines, ['one', 'two', 'three'])
  })

  it('that begins anew after a restart is read from its beginning, and says so', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'epoch 1\nepoch 2\n')
    await look(LOG)
    write(LOG, 'restart\n')
    for (let i = 0; i < 2; i++) await look(LOG)
    assert.equal(lines.length, 4)
    assert.match(lines[2] ?? '', /begins anew/)
    assert.equal(lines[3], 'restart')
  })

  it('that grows past its old length between two looks is still known to be another', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'first run\n')
    await look(LOG)
    write(LOG, 'second run, with longer lines\n')
    for (let i = 0; i < 2; i++) await look(LOG)
    assert.equal(lines.at(-1), 'second run, with longer lines')
  })

  it('that run history forgets for a while goes on where it was', async () => {
    const { lines, write, look } = followedRun()
    write(LOG, 'one\n')
    await look(LOG)
    await look()
    write(LOG, 'one\ntwo\n')
    await look(LOG)
    assert.deepEqual(lines, ['one', 'two'])
  })

  it('that is named before it exists', async () => {
    const { lines, write, look } = followedRun()
    await look(LOG)
    write(LOG, 'late\n')
    await look(LOG)
    assert.deepEqual(lines, ['late'])
  })

  it('that cannot be read for once goes on at the same place', async () => {
    const { lines, logs, wire, write, look } = followedRun()
    write(LOG, 'one\n')
    await look(LOG)
    write(LOG, 'one\ntwo\n')
    const refusal = failure(403, 'AuthorizationFailure', 'This request is not authorized.')
    wire.on('GET', /storage\.example/, refusal, { status: 206, body: 'one\ntwo\n' })
    await look(LOG)
    assert.match(logs.trouble.why, /AuthorizationFailure/)
    assert.deepEqual([logs.trouble.reads, lines], [1, ['one']])
    await look(LOG)
    assert.deepEqual([logs.trouble.reads, lines], [0, ['one', 'two']])
  })

  it('of several processes: each under its rank, from the first look on', async () => {
    const { lines, write, look } = followedRun()
    const names = ['user_logs/std_log_process_00.txt', 'user_logs/std_log_process_01.txt']
    for (const name of names) write(name, 'hello\n')
    await look(names[0] as string)
    await look(...names)
    assert.deepEqual(lines, ['process_00: hello', 'process_01: hello'])
  })

  it('of a node that was tried again: each try under its folder', async () => {
    const { lines, write, look } = followedRun()
    write('retry-001/user_logs/std_log.txt', 'again\n')
    await look('retry-001/user_logs/std_log.txt')
    assert.deepEqual(lines, ['retry-001: again'])
  })

  it('leave out what the service says of itself, but for the account of a run with children', async () => {
    const names = ['logs/azureml/executionlogs.txt', 'system_logs/lifecycler/lifecycler.log']
    const leaf = followedRun()
    const parent = followedRun(true)
    for (const { write, look } of [leaf, parent]) {
      for (const name of names) write(name, 'scheduled\n')
      await look(...names)
    }
    assert.deepEqual(leaf.lines, [])
    assert.deepEqual(parent.lines, ['pipeline: scheduled'])
  })

  it('keep the end of each for an explanation, and no more than that', async () => {
    const { logs, write, look } = followedRun()
    write(LOG, Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(''))
    await look(LOG)
    const [tail] = logs.tails
    assert.equal(tail?.lines.at(-1), 'line 19999')
    assert.ok((tail?.lines.join('\n').length ?? 0) <= 64 * 1024)
  })
})

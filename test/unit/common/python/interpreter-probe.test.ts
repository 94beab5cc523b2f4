import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { probe } from '../../../../tasks/common/python/interpreter/interpreter.ts'
import { scratchFolder } from './scratch-folder.ts'

describe('A Python that is asked who it is', function () {
  this.timeout(30_000)
  const folder = scratchFolder()
  const candidate = { executable: 'python3', arguments: [], origin: 'PATH', hint: undefined } as const
  const settingsIn = async (...files: string[]) => {
    const interpreter = await probe(candidate, files, AbortSignal.timeout(20_000))
    assert.ok(interpreter)
    return interpreter
  }
  const own = process.env['PIP_CONFIG_FILE']
  afterEach(() => {
    if (own === undefined) delete process.env['PIP_CONFIG_FILE']
    else process.env['PIP_CONFIG_FILE'] = own
  })

  it('says what the configuration files of pip say, in the words of pip itself', async () => {
    const text =
      '[global]\nindex-url = https://global/simple\ntimeout: 9\nextra-index-url =\n    https://a/simple\n' +
      '    https://b/simple\nno_binary = x\n; a comment\nempty =\n[install]\nindex-url=https://install/simple\n[list]\nformat=columns\n'
    const file = folder.write('pip.conf', text)
    process.env['PIP_CONFIG_FILE'] = file
    const { pip } = await settingsIn(file)

    const listing = execFileSync('python3', ['-m', 'pip', 'config', 'list'], { encoding: 'utf8' })
    for (const [name, value] of Object.entries(pip)) {
      const printed = value.replaceAll('\n', '\\n')
      assert.ok(listing.includes(`.${name}='${printed}'`), `${name}: ${listing}`)
    }
    assert.equal(pip['index-url'], 'https://install/simple')
    assert.equal(pip['extra-index-url'], '\nhttps://a/simple\nhttps://b/simple')
    assert.equal(pip['no-binary'], 'x')
    assert.ok(!('format' in pip) && !('empty' in pip))
  })

  it('lets later files win, [install] before [global] in whichever file', async () => {
    const first = folder.write('1.conf', '[install]\nindex-url=https://1\n[global]\ntimeout=1\n')
    const second = folder.write('2.conf', '[global]\nindex-url=https://2\ntimeout=2\n')
    const { pip } = await settingsIn(first, second)
    assert.deepEqual([pip['index-url'], pip['timeout']], ['https://1', '2'])
  })

  it('says for which machine and C library it takes packages', async () => {
    const ask = 'import platform, sysconfig; print(sysconfig.get_platform(), *platform.libc_ver())'
    const said = execFileSync('python3', ['-c', ask], { encoding: 'utf8' }).trim()
    assert.equal((await settingsIn()).platform, said)
  })

  it('says of a file that cannot be read why', async () => {
    const { pip, pipProblem } = await settingsIn(folder.write('bad.conf', 'index-url = x\n'))
    assert.deepEqual(pip, {})
    assert.match(pipProblem ?? '', /no section headers/)
  })
})

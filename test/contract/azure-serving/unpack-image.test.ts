import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningAzure, startAzure } from '../../../local/azure/api.ts'
import {
  type ImageStore,
  createImageStore,
} from '../../../local/azure/execution/serving/image/image-store.ts'
import { mapPaths } from '../../../local/azure/execution/serving/image/map-paths.ts'
import { type ImageFile, putImage } from './tiny-image.ts'

describe('An image that local Azure unpacks', function () {
  this.timeout(60_000)
  const directory = mkdtempSync(join(tmpdir(), 'local-azure-images-'))
  let azure: RunningAzure
  let images: ImageStore

  before(async () => {
    azure = await startAzure()
    images = createImageStore(azure.world, directory)
  })
  after(async () => {
    await azure.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const unpack = async (name: string, layers: Record<string, ImageFile>[]) => {
    const reference = await putImage(azure.world, name, layers, { Cmd: ['/bin/true'] })
    return (await images.pull(reference)).root
  }

  it('has what the upper layer says, without what it whites out', async () => {
    const root = await unpack('layers', [
      { 'app/one': 'lower', 'app/two': 'lower', 'old/a': '1', 'old/b': '2' },
      { 'app/one': 'upper', 'app/.wh.two': '', 'old/.wh..wh..opq': '', 'old/c': '3' },
    ])
    assert.equal(readFileSync(join(root, 'app/one'), 'utf8'), 'upper')
    assert.deepEqual(
      ['app/two', 'app/.wh.two', 'old/a', 'old/c'].map(name => existsSync(join(root, name))),
      [false, false, false, true],
    )
  })

  it('keeps links within itself, and those to files of the machine that it lacks', async () => {
    const root = await unpack('links', [
      {
        'app/target': 'here',
        'bin/inside': { link: '/app/target' },
        'bin/outside': { link: process.execPath },
      },
    ])
    assert.equal(readFileSync(join(root, 'bin/inside'), 'utf8'), 'here')
    assert.equal(readlinkSync(join(root, 'bin/inside')), '../app/target')
    assert.equal(readlinkSync(join(root, 'bin/outside')), process.execPath)
  })

  it('does not write outside its directory, by a name or through a link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'local-azure-elsewhere-'))
    await assert.rejects(
      unpack('through', [{ way: { link: elsewhere } }, { 'way/out': 'x' }]),
      /lies outside the image/,
    )
    assert.equal(existsSync(join(elsewhere, 'out')), false)
    const root = await unpack('dots', [{ 'app/../../../out': 'x' }]).catch((error: unknown) => String(error))
    assert.match(root, /lies outside the image/)
    rmSync(elsewhere, { recursive: true })
  })

  it('is unpacked once, also for two that ask at the same time', async () => {
    const reference = await putImage(azure.world, 'once', [{ 'app/one': 'x' }], {})
    const [first, second] = await Promise.all([images.pull(reference), images.pull(reference)])
    assert.equal(first.root, second.root)
    rmSync(join(first.root, 'app/one'))
    const third = await images.pull(reference)
    assert.equal(existsSync(join(third.root, 'app/one')), false)
  })

  it('lends its paths to variables, part by part, and leaves what it does not hold', async () => {
    const root = await unpack('paths', [{ 'opt/mlops/bin/tool': 'x' }])
    assert.equal(mapPaths(root, '/opt/mlops'), join(root, 'opt/mlops'))
    assert.equal(mapPaths(root, '/opt/mlops/bin:/usr/bin'), `${join(root, 'opt/mlops/bin')}:/usr/bin`)
    assert.deepEqual(
      ['/', 'relative/path', 'http://host/opt/mlops'].map(value => mapPaths(root, value)),
      ['/', 'relative/path', 'http://host/opt/mlops'],
    )
  })
})

import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { downloadOutputs } from '../../../tasks/common/machinelearning/run/results/download-outputs.ts'
import { folderPerTest } from '../../support/folder.ts'
import { startWorkspace, type WorkspaceUnderTest } from '../azure-ml/workspace.ts'
import { libraryOver, type LibraryOverAzure } from './library-over-azure.ts'

const SIZE = 3_000_000

describe('Downloading what a job in local Azure made', function () {
  this.timeout(120_000)
  const folder = folderPerTest()
  let azure: WorkspaceUnderTest
  let library: LibraryOverAzure

  before(async () => {
    azure = await startWorkspace()
    const environmentId = await azure.plainEnvironment()
    await azure.ok('PUT', '/jobs/makes', {
      properties: {
        jobType: 'Command',
        environmentId,
        command: `head -c ${SIZE} /dev/zero | tr '\\0' x > $\{{outputs.model}}/weights.bin; mkdir -p $\{{outputs.model}}/sub outputs; echo a > $\{{outputs.model}}/sub/a.txt; echo plot > outputs/plot.txt; echo done`,
        outputs: { model: { jobOutputType: 'custom_model' } },
      },
    })
    const { status } = await azure.waitFor('makes', 'Completed', 'Failed')
    assert.equal(status, 'Completed', JSON.stringify((await azure.details('makes')).error))
    library = await libraryOver(azure.azure.description)
  })
  after(() => azure.close())
  afterEach(() => azure.azure.world.faults.clear())

  const download = (wanted: 'all' | string[]): Promise<void> =>
    downloadOutputs(library.workspace, 'makes', wanted, folder().path)

  const truncate = (times: number): void =>
    void azure.azure.world.faults.add({
      server: 'blob',
      method: 'GET',
      path: 'weights\\.bin',
      times,
      effect: { kind: 'truncate', bytes: 400_000 },
    })

  const isWhole = (): boolean =>
    fs.readFileSync(folder().at('named-outputs/model/weights.bin')).equals(Buffer.alloc(SIZE, 'x'))

  it('brings outputs, logs and what the code wrote to ./outputs home, as the Azure CLI lays them out', async () => {
    await download('all')
    assert.ok(isWhole())
    const read = (name: string): string => fs.readFileSync(folder().at(name), 'utf8')
    assert.equal(read('named-outputs/model/sub/a.txt'), 'a\n')
    assert.equal(read('artifacts/outputs/plot.txt'), 'plot\n')
    assert.equal(read('artifacts/user_logs/std_log.txt'), 'done\n')
  })

  it('goes on where a connection broke, within one download', async () => {
    truncate(5)
    await download(['model'])
    assert.ok(isWhole())
  })

  it('goes on where an earlier attempt ended, and fetches only the rest', async () => {
    truncate(6)
    await assert.rejects(download(['model']), /weights\.bin was cut off/)
    const before = azure.azure.world.traffic.entries().length
    await download(['model'])
    assert.ok(isWhole())
    const fetched = azure.azure.world.traffic
      .entries()
      .slice(before)
      .filter(({ request }) => request.method === 'GET' && request.url.includes('weights.bin'))
      .reduce((sum, { response }) => sum + response.bodySize, 0)
    assert.ok(fetched > 0 && fetched < SIZE / 2, `${fetched} bytes were fetched again`)
  })
})

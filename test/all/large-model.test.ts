import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BlockBlobClient } from '@azure/storage-blob'
import { findImage } from '../../local/azure/registry/images.ts'
import { containerOf } from '../../local/azure/resource-manager/datastores.ts'
import { registerTrainedModel } from '../bundle/support/registered-model.ts'
import { type AzureUnderTest, startForTest } from '../contract/azure/local-azure.ts'
import { ContainerizeJob } from './support/agent-job.ts'

const MIB = 1024 * 1024
const SIZE = 2048 * MIB
const LIMIT = 300 * MIB

describe('The bundled MLOpsContainerize with a model of 2 GiB', function () {
  this.timeout(1_200_000)
  let azure: AzureUnderTest
  let job: ContainerizeJob
  let folder: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'large-model-'))
    azure = await startForTest({ config: { imageBuilder: 'own' } })
    await registerTrainedModel(azure, 'large', '1', { roc_auc: 0.7 })
    await upload('azureml/large-job-1/model/weights.bin', incompressibleFile(join(folder, 'weights.bin')))
    const inputs = {
      modelName: 'large',
      modelVersion: '1',
      code: 'src',
      requirementsFile: 'requirements.txt',
    }
    job = new ContainerizeJob(azure, { ...inputs, builder: 'acr' }, peakInto(join(folder, 'peak')))
    job.write({ 'src/score.py': 'def init(): ...\ndef run(raw): return raw\n', 'requirements.txt': '' })
  })
  after(async () => {
    await azure.close()
    job.remove()
    rmSync(folder, { recursive: true })
  })

  it('builds its image, and never holds more than 300 MiB', async () => {
    const built = await job.run()
    assert.equal(built.result, 'Succeeded', built.text)
    const packed = Number(/(\d+) KiB packed/.exec(built.text)?.[1]) * 1024
    assert.ok(packed > SIZE, `only ${packed} bytes were uploaded: they would prove nothing`)
    const peak = Number(readFileSync(join(folder, 'peak'), 'utf8')) * 1024
    assert.ok(peak > 30 * MIB && peak < LIMIT, `the peak was ${Math.round(peak / MIB)} MiB`)
    const image = await findImage(azure.world, built.outputs['imageReference'] ?? '')
    assert.ok(image?.layers.some(({ size }) => size > SIZE))
  })

  async function upload(name: string, file: string): Promise<void> {
    const container = containerOf(azure.world, 'workspaceblobstore') ?? ''
    const url = azure.world.blobs.sas({
      ...{ container, blob: name, permissions: 'cw' },
      lifetimeMilliseconds: 3600_000,
    })
    await new BlockBlobClient(url, undefined, azure.trust as object).uploadFile(file, {
      blockSize: 32 * MIB,
      concurrency: 2,
    })
  }
})

/** Random bytes again and again, too far apart for gzip to see: the context that is packed and sent is as large. */
function incompressibleFile(file: string): string {
  const block = randomBytes(32 * MIB)
  const handle = openSync(file, 'w')
  for (let written = 0; written < SIZE; written += block.length) writeSync(handle, block)
  closeSync(handle)
  return file
}

/**
 * Makes a Node process write the most memory that it ever had (KiB) when it ends. Linux counts into `maxRSS` what the
 * process that started it held at that moment; its VmHWM does not.
 */
function peakInto(file: string): Record<string, string> {
  const script = `${file}.cjs`
  const status = "require('node:fs').readFileSync('/proc/self/status', 'utf8')"
  const own = `/VmHWM:\\s+(\\d+)/.exec(${status})[1]`
  const peak = process.platform === 'linux' ? own : 'String(process.resourceUsage().maxRSS)'
  writeFileSync(
    script,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(file)}, ${peak}))\n`,
  )
  return { NODE_OPTIONS: `--require=${script}` }
}

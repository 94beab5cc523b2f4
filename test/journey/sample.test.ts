import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { localRun, makeStateFolder, resetState, type LocalRun } from '../bundle/support/local-run.ts'
import { askModel, askService, rowsOfBothClasses, serviceOf } from './support/sample-service.ts'
import { releaseExpecting } from './support/sample-release.ts'
import { SteadyClient } from '../bundle/support/steady-client.ts'

const file = 'samples/chd/azure-pipelines.yml'
const request = fs.readFileSync('samples/chd/sample-request.json', 'utf8')
const realTable = path.resolve('../shared/data/framingham.csv')
const checker = path.resolve('../shared/tools/check-arm-bodies.mjs')
const run = promisify(execFile)

describe('The sample, from a commit to a scored prediction', function () {
  this.timeout(600_000) // real environments: the first one is downloaded

  let state: string
  const aucs: number[] = []
  const left: string[] = []
  /** What the build handed over whose model is in service. */
  let handoffFile: string

  before(() => (state = makeStateFolder()))
  after(() => resetState(state))

  const rocAuc = (done: LocalRun): number =>
    (JSON.parse(done.step('train').outputs['metrics'] ?? '{}') as { roc_auc: number }).roc_auc

  async function sample(name: string, args: string[] = []): Promise<LocalRun> {
    const done = await localRun({ state, file, args: ['--keep', '--har', harOf(name), ...args] })
    assert.equal(done.exitCode, 0, done.text.slice(-4000))
    left.push(
      harOf(name),
      ...['log.txt', 'summary.json', 'report.html'].map(file => path.join(done.out, file)),
    )
    return done
  }

  const harOf = (name: string): string => path.join(path.dirname(state), `${name}.har`)

  const releaseOf = (done: LocalRun): string | undefined =>
    done.summary?.stages.find(stage => stage.name === 'release')?.result

  it('trains by a command job, builds the image, deploys it, and prints a prediction of it', async () => {
    const done = await sample('command')
    aucs.push(rocAuc(done))
    assert.equal(done.step('compute').outputs['computeAction'], 'created')
    assert.equal(done.step('train').outputs['modelVersion'], '1')
    assert.match(done.text, /INFO metrics: .*roc_auc=/)
    assert.equal(done.step('containerize').outputs['gateVerdict'], 'accepted')
    assert.equal(done.step('deploy').outputs['deploymentName'], 'blue')
    assert.equal(done.step('deploy').outputs['endpointKey'], '***')
    assert.match(done.step('score').outputs['predictions'] ?? '', /"predictions":\s*\[0,\s*1\]/)
    assertPage(done)
  })

  /** The page at the end: the model, the image, where it serves, what it answered, and nothing from elsewhere. */
  function assertPage({ out }: LocalRun): void {
    const page = fs.readFileSync(path.join(out, 'report.html'), 'utf8')
    for (const shown of ['chd-risk:1', '@sha256:', '/api/v1/endpoint/chd-risk/score', 'probabilities'])
      assert.ok(page.includes(shown), shown)
    assert.doesNotMatch(page, /(src|href)="(?!data:|#|https:\/\/ml\.azure\.com)/)
  }

  it('trains a better model by a pipeline job, and takes it into service without a failed request', async () => {
    const { scoringUri, key } = await serviceOf(state, 'chd-risk')
    const client = new SteadyClient(scoringUri, key, 5, request)
    const done = await sample('pipeline', ['--var', 'jobFile=pipeline-job.yml', '--var', 'trees=100'])
    const { counts, total } = await client.stop()
    aucs.push(rocAuc(done))
    for (const step of ['prepare', 'train', 'evaluate'])
      assert.match(done.text, new RegExp(`${step} \\| .*INFO`))
    assert.equal(done.step('compute').outputs['computeAction'], 'reused')
    assert.equal(done.step('train').outputs['modelVersion'], '2')
    assert.equal(done.step('containerize').outputs['deployModel'], 'true')
    assert.equal(done.step('deploy').outputs['deploymentName'], 'green')
    assert.equal(done.step('deploy').outputs['previousDeployment'], 'blue')
    assert.deepEqual(Object.keys(counts).sort(), ['blue', 'green'], JSON.stringify(counts))
    handoffFile = path.join(done.out, 'artifacts/mlops/build-pipeline-output-vars.json')
    console.log(`figures: ${total} requests while the sample was rolled out, ${JSON.stringify(counts)}`)
  })

  it('fails a release whose smoke test expects another class, and the old service goes on serving', async () => {
    const { scoringUri, key } = await serviceOf(state, 'chd-risk')
    const client = new SteadyClient(scoringUri, key, 5, request)
    const release = releaseExpecting('[1, 1]', handoffFile)
    const done = await localRun({ state, file: release, args: ['--keep'] })
    const { counts } = await client.stop()
    assert.equal(done.exitCode, 1, done.text)
    assert.equal(done.step('deploy').result, 'Failed')
    assert.equal(done.step('score').result, 'Skipped')
    assert.match(
      done.text,
      /smoke test of deployment blue failed:\s+- \$\.predictions = \[1,1\]: it is \[0,1\]/,
    )
    assert.deepEqual(Object.keys(counts), ['green'], JSON.stringify(counts))
  })

  it('keeps a worse model out of service: the run is green, builds no image and skips the release', async () => {
    const done = await sample('worse', ['--var', 'trees=1'])
    aucs.push(rocAuc(done))
    const { outputs } = done.step('containerize')
    assert.deepEqual([outputs['gateVerdict'], outputs['deployModel']], ['rejected', 'false'])
    assert.equal(outputs['imageReference'] ?? '', '')
    assert.equal(releaseOf(done), 'Skipped')
    const [quick = 0, better = 0, worse = 0] = aucs
    assert.ok(better > quick && quick > worse, aucs.join())
  })

  it('shows no token, no key and no signature in any file that it leaves', async () => {
    const secret =
      /eyJ[\w-]{20,}\.eyJ|[?&]sig=(?!REDACTED|\*\*\*)[\w%]{10,}|Bearer (?!\*\*\*|REDACTED)[\w-]{20,}/
    const { key } = await serviceOf(state, 'chd-risk')
    assert.ok(left.length > 0)
    const leaks = left.filter(file => {
      const text = fs.readFileSync(file, 'utf8')
      return secret.test(text) || text.includes(key)
    })
    assert.deepEqual(leaks, [])
  })

  if (fs.existsSync(checker)) {
    it("sends nothing that Azure's own schemas do not know", async () => {
      const hars = ['command', 'pipeline', 'worse'].map(harOf)
      const stdout = await run(process.execPath, [checker, ...hars]).then(
        done => done.stdout,
        (error: unknown) => (error as { stdout: string }).stdout, // what it found is the better message
      )
      assert.match(stdout, /\d+ bodies checked, 0 violations/)
    })
  } else console.log("not chosen: traffic against Azure's schemas (the checker is not there)")

  if (fs.existsSync(realTable)) {
    it('serves, of 100 trees on the real table, the very probabilities that the model has', async () => {
      const service = ['--var', 'scoringEndpoint=chd-real']
      const done = await sample('real', ['--var', 'trees=100', '--var', `dataFile=${realTable}`, ...service])
      assert.ok(rocAuc(done) >= 0.7, `ROC AUC is ${rocAuc(done)}`)
      const rows = rowsOfBothClasses(realTable, 'TenYearCHD', 20)
      const served = await askService(await serviceOf(state, 'chd-real'), rows)
      const python = path.join(done.step('dependencies').outputs['environmentPath'] ?? '', 'bin/python')
      const model = path.join(done.out, 'artifacts/mlops/outputs/named-outputs/model/model.joblib')
      const known = await askModel(python, model, rows)
      assert.equal(served.probabilities.length, 40)
      assert.deepEqual(served.predictions, known.predictions)
      assert.deepEqual([...new Set(served.predictions)].sort(), [0, 1])
      const differences = served.probabilities.map((p, row) => Math.abs(p - (known.probabilities[row] ?? 2)))
      assert.ok(Math.max(...differences) <= 1e-12, `up to ${Math.max(...differences)}`)
    })
  } else console.log('not chosen: the sample on the real table (../shared/data/framingham.csv is not there)')
})

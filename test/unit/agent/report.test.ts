import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { RunState } from '../../../local/agent/run/state.ts'
import { ConsoleListener } from '../../../local/report/console.ts'
import { collectFacts } from '../../../local/report/facts.ts'
import { renderReport } from '../../../local/report/html.ts'
import { endPage } from '../../../local/report/page.ts'
import { chooseStyle, colourStyle, plainStyle } from '../../../local/report/style.ts'
import { duration } from '../../../local/report/words.ts'
import { temporaryFolders } from './support/folders.ts'

const folder = temporaryFolders()
const attack = '<script>alert("x")</script>'
const time = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

const state: RunState = {
  build: {
    id: 1,
    number: `1${attack}`,
    sourceVersion: 'c0ffee',
    sourceBranch: 'refs/heads/main',
    sourceVersionMessage: attack,
    sourceVersionAuthor: '',
    requestedFor: '',
    repositoryName: '',
    repositoryUri: '',
  },
  definition: { id: 1, name: 'sample' },
  file: '/p.yml',
  variables: {},
  planId: '',
  timelineId: '',
  attempt: 1,
  startedAt: time(0),
  finishedAt: time(65),
  result: 'Failed',
  outputDirectory: '/runs/out',
  hasDefaultOutput: false,
  stages: [
    {
      name: 'build',
      displayName: attack,
      attempt: 1,
      result: 'Failed',
      startedAt: time(0),
      finishedAt: time(65),
      jobs: [
        {
          name: 'j',
          leg: undefined,
          displayName: 'J',
          kind: 'job',
          result: 'Failed',
          startedAt: time(0),
          finishedAt: time(65),
          lookupId: '',
          outputs: {},
          steps: [
            {
              name: 'train',
              displayName: 'Train',
              task: 'MLOpsTrain@1',
              phase: 'main',
              result: 'Failed',
              startedAt: time(1),
              finishedAt: time(61),
              attempts: 2,
              issues: [{ type: 'error', message: attack }],
              log: 'train.log',
              outputs: {
                jobName: 'job_1',
                jobStatus: 'Completed',
                studioUrl: 'javascript:alert(1)',
                metrics: '{"roc_auc":0.7123456}',
                metricsFile: '/gone/metrics.json',
                modelName: 'chd',
                modelVersion: '3',
              },
            },
          ],
        },
      ],
    },
  ],
  summaries: [
    {
      title: attack,
      step: 'train',
      markdown: `# Hi\n\n${attack} ![x](https://evil.example/x.png) [bad](javascript:alert(1)) <img src=x onerror=alert(1)>`,
    },
  ],
  tags: [],
  problems: [],
}

function folders(): { logs: string; keepsakes: string } {
  const root = folder()
  const keepsakes = join(root, 'keep')
  mkdirSync(join(keepsakes, 'figures'), { recursive: true })
  writeFileSync(
    join(root, 'train.log'),
    `2026-01-01T00:00:01.0000000Z ${attack}\u001b[31m\n2026-01-01T00:00:01.0000000Z ##[group]Inner\n`,
  )
  const run = { metrics: { loss: 0.5 }, parameters: { trees: '5' } }
  writeFileSync(join(keepsakes, 'metrics.json'), JSON.stringify({ runs: [run] }))
  writeFileSync(
    join(keepsakes, 'build-pipeline-output-vars.json'),
    JSON.stringify({ model_name: attack, image_id: null }),
  )
  writeFileSync(join(keepsakes, 'figures', 'roc.png'), Buffer.from('89504e47', 'hex'))
  return { logs: root, keepsakes }
}

/** The run above, gone on to the release: the gate said yes, and the service answers. */
function released(): { state: RunState; where: { logs: string; keepsakes: string } } {
  const where = folders()
  const reason = 'roc_auc: 0.765 is more than 0.742 (0.742 of chd:2): yes'
  const gate = { verdict: 'accepted', rules: [{ metric: 'roc_auc', text: reason }, { text: 7 }, null] }
  writeFileSync(join(where.keepsakes, 'build-pipeline-output-vars.json'), JSON.stringify({ gate }))
  const outputs = {
    gateVerdict: 'accepted',
    imageReference: `registry.example/chd@sha256:${'a'.repeat(64)}`,
    deployed: 'true',
    deploymentName: 'green',
    previousDeployment: 'blue',
    scoringUri: 'https://router.example/api/v1/endpoint/chd/score',
    predictions: `{"predictions": [0, 1],\n"probabilities": [0.05191626, 0.5]}`,
  }
  const [stage] = state.stages
  const [job] = stage!.jobs
  const step = { ...job!.steps[0]!, outputs: { ...job!.steps[0]!.outputs, ...outputs } }
  return { state: { ...state, stages: [{ ...stage!, jobs: [{ ...job!, steps: [step] }] }] }, where }
}

describe('The facts of a run', () => {
  it('tell the verdict with its numbers, the image, the service and what it answered', () => {
    const { state: run, where } = released()
    assert.deepEqual(collectFacts(run, where.keepsakes).release, {
      verdict: { word: 'accepted', reasons: ['roc_auc: 0.765 is more than 0.742 (0.742 of chd:2): yes'] },
      image: `registry.example/chd@sha256:${'a'.repeat(64)}`,
      service: {
        scoringUri: 'https://router.example/api/v1/endpoint/chd/score',
        deployment: 'green',
        previous: 'blue',
      },
      prediction: '{"predictions":[0,1],"probabilities":[0.0519,0.5]}',
    })
  })

  it('show an answer that is no JSON as it is', () => {
    const { state: run, where } = released()
    run.stages[0]!.jobs[0]!.steps[0]!.outputs['predictions'] = 'ill,\n healthy'
    assert.equal(collectFacts(run, where.keepsakes).release.prediction, 'ill, healthy')
  })

  it('come from the outputs of its steps and the files that were kept', () => {
    const facts = collectFacts(state, folders().keepsakes)
    assert.deepEqual(facts.metrics, { loss: 0.5, roc_auc: 0.7123456 })
    assert.deepEqual(facts.parameters, { trees: '5' })
    assert.deepEqual(facts.model, { name: 'chd', version: '3', id: undefined })
    assert.deepEqual(facts.handoff, { model_name: attack })
    assert.deepEqual(
      facts.figures.map(figure => figure.name),
      ['roc'],
    )
  })

  it('are few when nothing was kept', () => {
    const facts = collectFacts({ ...state, stages: [] }, join(folder(), 'nothing'))
    assert.deepEqual(facts, {
      metrics: {},
      parameters: {},
      model: undefined,
      job: undefined,
      handoff: {},
      figures: [],
      release: { verdict: undefined, image: undefined, service: undefined, prediction: undefined },
    })
  })
})

describe('report.html', () => {
  it('runs nothing and loads nothing, whatever stands in logs, names and summaries', () => {
    const where = folders()
    const page = renderReport(state, collectFacts(state, where.keepsakes), where)
    assert.ok(!/<script/i.test(page))
    assert.ok(!/<[^>]+\sonerror/i.test(page))
    assert.ok(!/(src|href)="(?!data:)(?!https:)/i.test(page))
    assert.deepEqual([...page.matchAll(/<(?:img|link|iframe|script|object|embed)[^>]*src="(?!data:)/g)], [])
    assert.match(page, /Content-Security-Policy" content="default-src &#39;none&#39;/)
    assert.ok(!page.includes('\u001b'))
  })

  it('shows what was released: verdict, image, address, deployment and a prediction', () => {
    const { state: run, where } = released()
    const page = renderReport(run, collectFacts(run, where.keepsakes), where)
    for (const text of ['badge green">accepted', '0.742 of chd:2', 'chd@sha256:aaaa', 'endpoint/chd/score'])
      assert.ok(page.includes(text), text)
    assert.match(page, /green, in place of blue/)
    assert.match(page, /&quot;probabilities&quot;:\[0\.0519,0\.5\]/)
  })

  it('shows metrics, figures, model and hand-off', () => {
    const where = folders()
    const page = renderReport(state, collectFacts(state, where.keepsakes), where)
    for (const text of ['0.7123', 'trees', 'chd:3', 'job_1', 'model_name', '2 attempts']) {
      assert.ok(page.includes(text), text)
    }
    assert.ok(page.includes(`data:image/png;base64,${Buffer.from('89504e47', 'hex').toString('base64')}`))
  })
})

describe('The page on the terminal', () => {
  it('says what ran, how long, and what came of it', () => {
    const page = endPage(state, collectFacts(state, folders().keepsakes), plainStyle)
    for (const text of [
      'failed in 1 min 05 s',
      '✘ Train',
      '1 min 00 s',
      'roc_auc',
      '0.7123',
      'chd:3',
      '/runs/out/report.html',
    ]) {
      assert.ok(page.includes(text), `${text} in ${page}`)
    }
  })

  it('ends with the release', () => {
    const { state: run, where } = released()
    const page = endPage(run, collectFacts(run, where.keepsakes), plainStyle)
    for (const line of [
      /gate {8}accepted/,
      /roc_auc: 0\.765 is more than 0\.742/,
      /image {7}registry\.example\/chd@sha256:a{64}$/m,
      /scoring {5}https:\/\/router\.example/,
      /deployment {2}green, in place of blue/,
      /prediction {2}\{"predictions":\[0,1\]/,
    ])
      assert.match(page, line)
  })

  it('has colours only on a terminal that wants them', () => {
    assert.equal(chooseStyle({ isTTY: true }, {}), colourStyle)
    assert.equal(chooseStyle({ isTTY: true }, { NO_COLOR: '1' }), plainStyle)
    assert.equal(chooseStyle({}, {}), plainStyle)
  })

  it('passes on no control characters of a log', () => {
    let text = ''
    new ConsoleListener(part => (text += part), plainStyle).line('a\u001b[2Jb')
    assert.equal(text, '   ab\n')
  })

  it('writes durations as people do', () => {
    assert.deepEqual([0.44, 59.4, 185, 3725].map(duration), ['0.4 s', '59 s', '3 min 05 s', '1 h 02 min'])
  })
})

import assert from 'node:assert/strict'
import { gateOf, problemsOf, usual } from './gate-form.ts'

describe('a gate of several rules', () => {
  it('takes the name of a metric as it is written, whatever it would be elsewhere', () => {
    for (const metric of ['1.10', 'true', '007'])
      assert.equal(
        gateOf({ gateRules: `- {baseline: none, threshold: 1, metric: ${metric}}` })?.rules[0]?.metric,
        metric,
      )
  })

  it('has a rule for each mapping, whose keys are the inputs without their prefix', () => {
    const gateRules = `
# the ranking must not get worse
- metric: roc_auc
  margin: 1%
- metric: log_loss
  goal: minimize
  baseline: none
  threshold: 0.5
- {metric: recall, baseline: best, baselineCount: 3, missingMetric: reject}
- {metric: f1, baseline: version, baselineVersion: 'tag:mlops.gate=accepted', missingBaseline: fail}
- {metric: f1, baseline: deployed, endpointName: other, unreadableBaseline: accept}
`
    assert.deepEqual(gateOf({ gateRules, endpointName: 'chd' })?.rules, [
      { ...usual, metric: 'roc_auc', margin: { amount: 1, isPercent: true } },
      { ...usual, metric: 'log_loss', goal: 'minimize', baseline: { from: 'none' }, threshold: 0.5 },
      { ...usual, metric: 'recall', baseline: { from: 'best', count: 3 }, missingMetric: 'reject' },
      {
        ...usual,
        metric: 'f1',
        baseline: { from: 'version', version: 'tag:mlops.gate=accepted' },
        missingBaseline: 'fail',
      },
      {
        ...usual,
        metric: 'f1',
        baseline: { from: 'deployed', endpointName: 'other' },
        unreadableBaseline: 'accept',
      },
    ])
  })

  it('takes from the single inputs what a rule leaves out, but never another’s threshold', () => {
    const shared = {
      gateBaseline: 'version',
      gateBaselineVersion: 'latest',
      gateGoal: 'minimize',
      gateMargin: '0.1',
      gateMissingMetric: 'accept',
      gateMissingBaseline: 'reject',
      gateUnreadableBaseline: 'reject',
    }
    const [plain, own] =
      gateOf({ ...shared, gateRules: '- metric: a\n- {metric: b, margin: 0, goal: maximize}' })?.rules ?? []
    assert.deepEqual(plain, {
      metric: 'a',
      goal: 'minimize',
      baseline: { from: 'version', version: 'latest' },
      threshold: undefined,
      margin: { amount: 0.1, isPercent: false },
      missingMetric: 'accept',
      missingBaseline: 'reject',
      unreadableBaseline: 'reject',
    })
    assert.deepEqual([own?.goal, own?.margin.amount], ['maximize', 0])
  })

  const numbers: [written: string, value: number][] = [
    ['1', 1],
    ['0.75', 0.75],
    ['-0.5', -0.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['1.0e-6', 0.000001],
    ['"0.7"', 0.7],
    ['1_000', 1000],
  ]
  for (const [written, value] of numbers)
    it(`takes ${written} as threshold and as margin`, () => {
      const gateRules = `- {metric: m, baseline: best, threshold: ${written}, margin: ${written}}`
      const [rule] = gateOf({ gateRules })?.rules ?? []
      assert.deepEqual([rule?.threshold, rule?.margin.amount], [value, value])
    })

  it('takes a version as it is written: 1.10 is not 1.1', () => {
    const gateRules = '- {metric: m, baseline: version, baselineVersion: 1.10}'
    assert.deepEqual(gateOf({ gateRules })?.rules[0]?.baseline, { from: 'version', version: '1.10' })
  })

  it('tells line and column of everything that is wrong, at once, with the other inputs', () => {
    const gateRules = [
      '- metric: roc_auc',
      '  goal: up',
      '  treshold: 0.5',
      '- threshold: high',
      '  margin: 2%%',
      '- just text',
      '- {metric: f1, baseline: version}',
      '- {metric: f1, baseline: none}',
      '- {metric: [a], missingMetric: skip}',
    ].join('\n')
    const [shared, rules = '', ...others] = problemsOf({
      gateRules,
      gateMissingBaseline: 'never',
      endpointName: 'e',
    })
    const [heading, ...problems] = rules.split('\n')
    assert.equal(heading, "'gateRules': gateRules is not usable:")
    assert.deepEqual(problems, [
      'gateRules:2:9: [0].goal: "up" is none of maximize, minimize.',
      'gateRules:3:13: [0].treshold: no such key; known here are metric, goal, baseline, baselineVersion, baselineCount, endpointName, threshold, margin, missingMetric, missingBaseline, unreadableBaseline.',
      'gateRules:4:3: [1].metric: is required: the metric that decides.',
      'gateRules:4:14: [1].threshold: "high" is not a number, such as 0.75.',
      'gateRules:5:11: [1].margin: "2%%" is neither a number (0.01) nor a percentage (2%).',
      'gateRules:6:3: [2]: a mapping (metric: name) is expected.',
      'gateRules:7:3: [3].baselineVersion: name the version to compare with, or set baseline.',
      'gateRules:8:3: [4].threshold: without a baseline and without a threshold every model would pass; give one of them.',
      'gateRules:9:12: [5].metric: a single value is expected, not a list.',
      'gateRules:9:32: [5].missingMetric: "skip" is none of accept, reject, fail.',
    ])
    assert.equal(shared, `'gateMissingBaseline': "never" is none of accept, reject, fail.`)
    assert.deepEqual(others, [])
  })

  const wrong: [what: string, gateRules: string, problem: RegExp][] = [
    ['text', 'roc_auc > 0.7', /gateRules:1:1: the list: a list of rules is expected/],
    ['a mapping', 'metric: roc_auc', /gateRules:1:1: the list: a list of rules is expected/],
    ['an empty list', '[]', /the list: a list of rules is expected/],
    ['only a comment', '# later', /the list: a list of rules is expected/],
    ['a bracket that is left open', '- {metric: m', /gateRules:1:\d+: /],
    ['a key that comes twice', '- metric: a\n  metric: b', /gateRules:2:3: Map keys must be unique/],
    ['a tab for indentation', '- metric: a\n\tgoal: minimize', /gateRules:2:2: /],
    [
      'a deployed baseline of no endpoint',
      '- metric: a',
      /\[0\]\.endpointName: name the endpoint .*, or set baseline/,
    ],
    [
      'a threshold that is no number',
      '- {metric: a, baseline: none, threshold: .nan}',
      /\[0\]\.threshold: "nan"/,
    ],
    ['an infinite threshold', '- {metric: a, baseline: none, threshold: .inf}', /\[0\]\.threshold: "inf"/],
    ['a yes for a margin', '- {metric: a, baseline: best, margin: yes}', /\[0\]\.margin: "True" is neither/],
  ]
  for (const [what, gateRules, problem] of wrong)
    it(`refuses ${what}`, () => {
      const problems = problemsOf({ gateRules })
      assert.equal(problems.length, 1)
      assert.match(problems[0] ?? '', /^'gateRules': gateRules is not usable:\n/)
      assert.match(problems[0] ?? '', problem)
    })

  it('does not take the single threshold for that of a rule', () =>
    assert.match(
      problemsOf({ gateRules: '- {metric: a, baseline: none}', gateThreshold: '1' }).join('\n'),
      /'gateThreshold': a threshold belongs to one metric[^]*\[0\]\.threshold: without a baseline and without/,
    ))

  it('excludes the single metric and the single threshold', () => {
    const gateRules = '- {metric: a, baseline: best}'
    assert.deepEqual(problemsOf({ gateRules, gateMetric: 'a', gateThreshold: '1' }), [
      "'gateMetric': gateMetric and gateRules exclude each other; write this metric as a rule too.",
      "'gateThreshold': a threshold belongs to one metric; write it into its rule of gateRules.",
    ])
  })
})

import assert from 'node:assert/strict'
import { gateOf, problemsOf, usual } from './gate-form.ts'

describe('a gate of one metric', () => {
  it('has the safe policies where nothing is said', () =>
    assert.deepEqual(gateOf({ gateMetric: 'roc_auc', endpointName: 'chd' }), {
      rules: [{ metric: 'roc_auc', ...usual }],
    }))

  it('takes each part from its input', () =>
    assert.deepEqual(
      gateOf({
        gateMetric: 'log_loss',
        gateGoal: 'Minimize',
        gateBaseline: 'best',
        gateBaselineCount: '10',
        gateThreshold: '-.5e1',
        gateMargin: '-2 %',
        gateMissingMetric: 'reject',
        gateMissingBaseline: 'fail',
        gateUnreadableBaseline: 'accept',
      }),
      {
        rules: [
          {
            metric: 'log_loss',
            goal: 'minimize',
            baseline: { from: 'best', count: 10 },
            threshold: -5,
            margin: { amount: -2, isPercent: true },
            missingMetric: 'reject',
            missingBaseline: 'fail',
            unreadableBaseline: 'accept',
          },
        ],
      },
    ))

  it('is none where neither a metric nor rules are given', () =>
    assert.equal(gateOf({ endpointName: 'chd', gateGoal: 'maximize', gateMargin: '0' }), undefined))

  for (const version of [
    '3',
    'v1.2',
    'latest',
    'tag:quality=gold',
    'tag:champion',
    'tag:a=',
    'stage:Production',
  ])
    it(`takes ${version} as baseline`, () =>
      assert.deepEqual(
        gateOf({ gateMetric: 'm', gateBaseline: 'version', gateBaselineVersion: version })?.rules[0]
          ?.baseline,
        { from: 'version', version },
      ))

  const wrong: [inputs: Record<string, string>, problem: RegExp][] = [
    [{ gateThreshold: '0.7' }, /'gateMetric': a threshold needs a metric/],
    [{ gateBaselineVersion: '1' }, /'gateMetric': a baseline needs a metric/],
    [{ gateMetric: 'm' }, /'endpointName': name the endpoint .*, or set gateBaseline/],
    [{ gateMetric: 'm', endpointName: 'a b' }, /'endpointName': "a b" is not a name/],
    [{ gateMetric: 'm', gateBaseline: 'version' }, /'gateBaselineVersion': name the version/],
    [{ gateMetric: 'm', gateBaseline: 'none' }, /'gateThreshold': .*every model would pass/],
    [
      { gateMetric: 'm', gateBaseline: 'best', gateBaselineCount: '0' },
      /'gateBaselineCount': "0" is no whole/,
    ],
    [{ gateMetric: 'm', gateBaseline: 'best', gateBaselineCount: '51' }, /1 to 50/],
    [{ gateMetric: 'm', gateBaseline: 'best', gateBaselineCount: '2.5' }, /"2\.5" is no whole/],
    ...['tags:a=b', 'tag:', 'tag:=x', 'stage:', 'a/b', '@latest'].map(
      (version): [Record<string, string>, RegExp] => [
        { gateMetric: 'm', gateBaseline: 'version', gateBaselineVersion: version },
        /'gateBaselineVersion': .* is no version: a number, latest, tag:key=value or stage:name/,
      ],
    ),
    ...['high', 'NaN', 'Infinity', '1e999', '0,7', '70%'].map(
      (gateThreshold): [Record<string, string>, RegExp] => [
        { gateMetric: 'm', endpointName: 'e', gateThreshold },
        /'gateThreshold': ".*" is not a number/,
      ],
    ),
    ...['much', '1e999', '1,5', '--1'].map((gateMargin): [Record<string, string>, RegExp] => [
      { gateMetric: 'm', endpointName: 'e', gateMargin },
      /'gateMargin': ".*" is neither a number \(0\.01\) nor a percentage \(2%\)/,
    ]),
  ]
  for (const [inputs, problem] of wrong)
    it(`refuses ${JSON.stringify(inputs)}`, () => {
      const problems = problemsOf(inputs)
      assert.match(problems.join('\n'), problem)
      assert.equal(problems.length, 1)
    })
})

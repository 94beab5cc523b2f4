import assert from 'node:assert/strict'
import { Tail } from '../../../../tasks/common/host/tail.ts'
import { isoDuration, readableSeconds, secondsOf } from '../../../../tasks/common/machinelearning/duration.ts'
import { cell, table } from '../../../../tasks/common/summary/markdown.ts'
import { nearest } from '../../../../tasks/common/text/nearest.ts'

describe('the nearest name', () => {
  const names = ['Standard_DS2_v2', 'Standard_DS3_v2', 'Standard_NC6']
  const cases: [word: string, meant: string | undefined][] = [
    ['standard_ds3_v2', 'Standard_DS3_v2'],
    ['Standart_NC6', 'Standard_NC6'],
    ['Standard_DS2v2', 'Standard_DS2_v2'],
    ['gpu', undefined],
    ['', undefined],
  ]
  for (const [word, meant] of cases) {
    it(`to "${word}" is ${meant ?? 'none'}`, () => assert.equal(nearest(word, names), meant))
  }
  it('among none is none', () => assert.equal(nearest('a', []), undefined))
})

describe('a summary page', () => {
  it('6.6 takes text from outside literally: no markup, no links, no new rows', () => {
    assert.equal(
      cell('<img src=x>&[a](b)|`*_\\\n## next'),
      '&lt;img src=x>&amp;\\[a\\](b)\\|\\`\\*\\_\\\\ ## next',
    )
  })

  it('has tables', () => {
    assert.equal(table(['A', 'B'], [['1', 'x|y']]), '| A | B |\n| --- | --- |\n| 1 | x\\|y |')
  })
})

describe('durations', () => {
  for (const [seconds, text] of [
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min 0 s'],
    [3599, '59 min 59 s'],
    [7800, '2 h 10 min'],
  ] as const) {
    it(`${seconds} seconds read as ${text}`, () => assert.equal(readableSeconds(seconds), text))
  }

  for (const [iso, seconds] of [
    ['PT120S', 120],
    ['PT1M40S', 100],
    ['PT2M', 120],
    ['PT1H', 3600],
    ['P1D', 86_400],
  ] as const) {
    it(`${iso} is ${seconds} seconds`, () => assert.equal(secondsOf(iso), seconds))
  }

  for (const [seconds, written] of [
    [0, 'PT0S'],
    [45, 'PT45S'],
    [90, 'PT1M30S'],
    [3600, 'PT1H'],
    [90_061, 'P1DT1H1M1S'],
    [604_800, 'P7D'],
  ] as const)
    it(`of ${seconds} s go to Azure as ${written}`, () => assert.equal(isoDuration(seconds), written))
})

describe('the tail of a text', () => {
  it('keeps the last lines within its limit', () => {
    const tail = new Tail(10)
    for (const line of ['first', 'second', 'third']) tail.push(line)
    assert.equal(tail.text, 'third')
  })

  it('keeps one line that is longer than its limit', () => {
    const tail = new Tail(3)
    tail.push('longer')
    assert.equal(tail.text, 'longer')
  })
})

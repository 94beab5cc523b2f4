import assert from 'node:assert/strict'

import { parseCommand } from '../../../local/agent/commands/parse.ts'

const parse = (line: string) => {
  const command = parseCommand(line)
  return command && { ...command, properties: Object.fromEntries(command.properties) }
}

describe('Logging commands are read byte for byte as the agent reads them', () => {
  it('drops the text before the command', () => {
    assert.deepEqual(parse('12:00 ##vso[task.debug]hello'), {
      area: 'task',
      event: 'debug',
      properties: {},
      data: 'hello',
    })
  })

  const illegal = [
    'plain',
    '##VSO[task.debug]x',
    '##vso[task.debug x',
    '##vso[task]x',
    '##vso[a.b.c]x',
    '##vso[.]x',
  ]
  for (const line of illegal) {
    it(`finds no command in "${line}"`, () => {
      assert.equal(parse(line), undefined)
    })
  }

  it('drops empty parts of the name', () => {
    assert.equal(parse('##vso[task..debug]x')?.event, 'debug')
  })

  it('does not trim keys: one after "; " is another key', () => {
    const command = parse('##vso[task.setvariable variable=x; isOutput=true]v')
    assert.deepEqual(command?.properties, { variable: 'x', ' isoutput': 'true' })
  })

  it('ignores keys without a value and splits at the first equals sign', () => {
    const command = parse('##vso[task.x a;b=;=c;token=ab==;d==e]')
    assert.deepEqual(command?.properties, { token: 'ab==', d: 'e' })
  })

  it('ends the info at the first closing bracket', () => {
    assert.deepEqual(parse('##vso[task.x a=1]2]3')?.data, '2]3')
  })

  it('unescapes values and data, the percent sign last', () => {
    const command = parse('##vso[task.x a=1%3B2%5D]line%0D%0Aend%AZP253B 100%')
    assert.ok(command)
    assert.deepEqual(command.properties, { a: '1;2]' })
    assert.equal(command.data, 'line\r\nend%3B 100%')
  })
})

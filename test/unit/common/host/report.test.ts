import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { InputError, TaskError } from '../../../../tasks/common/errors.ts'
import { explain } from '../../../../tasks/common/host/report.ts'

describe('6.2 a failure is explained', () => {
  it('by what failed, the likely cause, what to do, and then what the service said, in this order', () => {
    const service = new AzureError({
      status: 403,
      code: 'AuthorizationFailed',
      message: 'no action jobs/write',
      requestId: 'request-7',
      call: 'PUT management.example/x',
    })
    const error = new TaskError('Submitting job j failed.', {
      cause: 'A role is missing.',
      remedy: 'Grant it.',
      error: service,
    })
    assert.deepEqual(explain(error), [
      'Submitting job j failed.',
      'Likely cause: A role is missing.',
      'What to do: Grant it.',
      'Caused by: PUT management.example/x answered 403 AuthorizationFailed: no action jobs/write (request id request-7)',
    ])
  })

  it('with each bad input on a line of its own before', () => {
    const lines = explain(new InputError(["'size': a value is required.", "'tier': wrong."]))
    assert.deepEqual(lines.slice(0, 3), [
      "Input 'size': a value is required.",
      "Input 'tier': wrong.",
      '2 inputs are not usable.',
    ])
  })

  it('as unforeseen where nobody foresaw it, with the errors underneath', () => {
    const error = new Error('outer', { cause: new Error('inner') })
    assert.deepEqual(explain(error), [
      'The task met an error that it did not foresee: outer',
      'Caused by: inner',
    ])
  })

  it('even where what was thrown is no error', () => {
    assert.deepEqual(explain('just text'), ['The task met an error that it did not foresee: just text'])
  })

  it('without an end where causes go in a circle', () => {
    const error = new Error('a') as Error & { cause?: unknown }
    error.cause = error
    assert.equal(explain(error).length, 6)
  })
})

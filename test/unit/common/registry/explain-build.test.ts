import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import {
  explainBuild,
  explainRefusal,
  failedInstruction,
} from '../../../../tasks/common/registry/build/explain-build.ts'

const log = [
  '2026/11/23 03:00:00 Executing step: build',
  'Step 1/20 : ARG BASE_IMAGE=mcr.example/base',
  'Step 2/20 : FROM ${BASE_IMAGE}',
  'Step 7/20 : RUN python3 -m venv /opt/x && /opt/x/bin/uv pip install -r requirements.txt',
  ' ---> Running in 0123',
  'No solution found: no-such-package was not found in the package registry',
  'Run ID: ca1 failed after 3s. Error: failed during run, err: exit status 1',
]
const failed = { run: 'ca1', status: 'Failed', message: 'failed during run', log }
const told = (changes: Partial<typeof failed>): string =>
  explain(explainBuild({ ...failed, ...changes })).join('\n')

describe('a build that did not succeed', () => {
  it('is told by its failing instruction, the end of its log, cause and remedy', () => {
    const text = told({})
    assert.match(text, /Build ca1 failed at step 7 of 20: RUN python3 .*uv pip install/)
    assert.match(text, /no-such-package was not found/)
    assert.match(text, /Likely cause: A dependency could not be installed/)
    assert.match(text, /What to do: .*conda or requirements file/)
  })

  it('is told by its base image where that cannot be pulled', () => {
    const text = told({
      log: [...log.slice(0, 3), 'manifest for mcr.example/base not found: manifest unknown'],
    })
    assert.match(text, /step 2 of 20: FROM/)
    assert.match(text, /The base image could not be pulled/)
  })

  it('is told without an instruction where none began', () =>
    assert.match(told({ log: ['unable to download source'] }), /failed before its first instruction/))

  it('is told as cancelled or out of time when it was', () => {
    assert.match(told({ status: 'Canceled' }), /was cancelled[^]*this task did not/)
    assert.match(told({ status: 'Timeout' }), /ran out of time/)
  })

  it('is read in the words of other builders too', () => {
    assert.equal(failedInstruction(['STEP 3/9: COPY code/ /app/']), 'step 3 of 9: COPY code/ /app/')
    assert.equal(failedInstruction(['nothing of the kind']), undefined)
  })
})

describe('a build that may not begin', () => {
  const refusal = (code: string, message: string): AzureError =>
    new AzureError({ status: 400, code, message, requestId: 'r', call: 'POST x' })

  it('tells of a subscription whose registries may not build, why, and what to do', () => {
    const error = explainRefusal(
      'crmlops',
      refusal('TasksOperationsNotAllowed', 'ACR Tasks requests for the registry crmlops are not permitted.'),
    )
    const text = explain(error).join('\n')
    assert.match(text, /Registry crmlops may not build images/)
    assert.match(text, /Likely cause: .*free, student, sponsored/)
    assert.match(text, /What to do: .*support request.*azureContainerRegistry/)
    assert.match(text, /TasksOperationsNotAllowed/)
  })

  it("tells Azure's own words for everything else", () =>
    assert.match(
      explainRefusal('crmlops', refusal('Other', 'Not today.'))?.message ?? '',
      /crmlops failed: Not today\./,
    ))
})

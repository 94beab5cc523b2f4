import assert from 'node:assert/strict'
import { AzureError } from '../../../../tasks/common/azure/azure-error.ts'
import { explain } from '../../../../tasks/common/host/report.ts'
import { BuildRefused } from '../../../../tasks/common/registry/build/build-refused.ts'
import { explainRefusal, refusedPush } from '../../../../tasks/common/registry/build/explain-build.ts'
import { explainFailure } from '../../../../tasks/common/registry/build/explain-failure.ts'
import { failedInstruction } from '../../../../tasks/common/registry/build/failed-instruction.ts'
import type { Registry } from '../../../../tasks/common/registry/registry.ts'

const log = [
  '2026/11/23 03:00:00 Executing step: build',
  'Step 1/20 : ARG BASE_IMAGE=mcr.example/base',
  'Step 2/20 : FROM ${BASE_IMAGE}',
  'Step 7/20 : RUN python3 -m venv /opt/x && /opt/x/bin/uv pip install -r requirements.txt',
  ' ---> Running in 0123',
  'No solution found: no-such-package was not found in the package registry',
  'Run ID: ca1 failed after 3s. Error: failed during run, err: exit status 1',
]
const failed = { build: 'Build ca1', status: 'Failed', message: 'failed during run', log }
const told = (changes: Partial<typeof failed>): string =>
  explain(explainFailure({ ...failed, ...changes })).join('\n')

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
    assert.match(told({ status: 'Timeout' }), /ran out of time at step 7 of 20[^]*buildTimeoutInMinutes/)
  })

  it('is read in the words of other builders too', () => {
    assert.equal(failedInstruction(['STEP 3/9: COPY code/ /app/']), 'step 3 of 9: COPY code/ /app/')
    assert.equal(
      failedInstruction(['[1/2] STEP 3/9: RUN x', '[2/2] STEP 1/4: FROM a']),
      'step 1 of 4: FROM a',
    )
    assert.equal(failedInstruction(['nothing of the kind']), undefined)
  })

  it('is not told by a line that a command of the build prints', () =>
    assert.equal(
      failedInstruction(['Step 7/20 : RUN python train.py', 'Training: step 3/4: loss 0.2']),
      'step 7 of 20: RUN python train.py',
    ))

  it('is told by the step that BuildKit names, not by the one that it printed last', () => {
    const lines = [
      '#7 [dependencies 3/4] RUN uv pip install -r x',
      '#8 [stage-1 2/9] COPY model/ /m/',
      '#7 2.113 no-such-package was not found',
      '#7 ERROR: process "/bin/sh -c uv pip install -r x" did not complete successfully: exit code: 1',
      '#8 CANCELED',
    ]
    assert.equal(failedInstruction(lines), 'step 3 of 4: RUN uv pip install -r x')
  })
})

describe('a build whose image the registry did not take', () => {
  const registry = { name: 'crmlops', isAbac: false, isPrivate: true } as Registry
  const abac = { ...registry, isAbac: true, isPrivate: false }
  const push = '2026/11/23 03:00:00 Executing step: push'
  const closed = 'denied: client with IP 20.1.2.3 is not allowed access. Refer https://aka.ms/acr/firewall'
  const told = (where: Registry, lines: string[]): string =>
    explain(refusedPush(where, 'ca1', lines)).join('\n')

  it('is told by the firewall, with the three ways through', () => {
    const text = told(registry, [...log.slice(0, 3), push, closed])
    assert.match(
      text,
      /firewall keeps[^]*agentPoolName[^]*networkRuleBypassAllowedForTasks[^]*builder docker/,
    )
    assert.ok(refusedPush(registry, 'ca1', [push, closed]) instanceof BuildRefused)
  })

  it('is told by the roles of repositories where only those count', () => {
    for (const line of [
      'when specifying push, at least one credential is required',
      "failed to get a token for the identity '[caller]'",
    ])
      assert.match(told(abac, [line]), /ABAC[^]*Container Registry Repository Writer/)
    assert.match(told(abac, [push, 'denied: requested access to the resource is denied']), /ABAC/)
  })

  it('is an ordinary failure where a command of the build prints the like, or access is granted as usual', () => {
    assert.equal(refusedPush(registry, 'ca1', [...log.slice(0, 4), closed]), undefined)
    assert.equal(refusedPush(registry, 'ca1', [push, 'denied: requested access']), undefined)
    assert.equal(refusedPush(abac, 'ca1', log), undefined)
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

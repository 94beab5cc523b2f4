import assert from 'node:assert/strict'
import { AzureError, readErrorBody } from '../../../../tasks/common/azure/azure-error.ts'
import { explainAzureError } from '../../../../tasks/common/azure/explain-azure-error.ts'

describe('6.2 reading what a service says', () => {
  const cases: [dialect: string, body: string | undefined, code: string, message: string][] = [
    [
      "Resource Manager's envelope",
      '{"error":{"code":"AuthorizationFailed","message":"The client lacks jobs/write."}}',
      'AuthorizationFailed',
      'The client lacks jobs/write.',
    ],
    [
      'an envelope with details',
      '{"error":{"code":"BadRequest","message":"The request is invalid.","details":[{"code":"InferencingClientCallFailed","message":"There is already one."},{"message":"No code."}]}}',
      'BadRequest',
      'The request is invalid. [InferencingClientCallFailed] There is already one. [detail] No code.',
    ],
    [
      "the workspace's front end, details empty",
      '{"error":{"code":"UserError","message":"Job x not found.","details":[],"additionalInfo":[{"type":"InnerError","info":{"value":{"code":"NotFoundError"}}}]}}',
      'UserError',
      'Job x not found.',
    ],
    [
      "AKS' flat body",
      '{"code":"ErrCode_InsufficientVCPUQuota","details":null,"message":"Not enough cores.","subcode":""}',
      'ErrCode_InsufficientVCPUQuota',
      'Not enough cores.',
    ],
    [
      "MLflow's",
      '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"Run x not found"}',
      'RESOURCE_DOES_NOT_EXIST',
      'Run x not found',
    ],
    ['no JSON', '<html>Bad gateway</html>', 'Unknown', '<html>Bad gateway</html>'],
    ['no body', undefined, 'Unknown', 'no body'],
    ['a JSON null', 'null', 'Unknown', 'null'],
    ['an object without words', '{"error":{"target":"x"}}', 'Unknown', '{"target":"x"}'],
  ]
  for (const [dialect, body, code, message] of cases) {
    it(dialect, () => {
      const { codes: _codes, ...words } = readErrorBody(body)
      assert.deepEqual(words, { code, message })
    })
  }

  it('finds every code, in details, inner errors and JSON within a message', () => {
    const inner = { type: 'InnerError', info: { value: { code: 'C', innerError: { code: 'D' } } } }
    const details = [{ code: 'B', message: JSON.stringify({ code: 'E' }) }]
    const body = { error: { code: 'A', message: 'No.', details, additionalInfo: [inner] } }
    assert.deepEqual(readErrorBody(JSON.stringify(body)).codes.toSorted(), ['A', 'B', 'C', 'D', 'E'])
  })

  it('cuts a page of text short', () => {
    assert.equal(readErrorBody('x'.repeat(9000)).message.length, 500)
  })
})

describe('6.2 a refused call, for people', () => {
  const refused = (status: number, code: string): ReturnType<typeof explainAzureError> =>
    explainAzureError(
      'Submitting job j',
      new AzureError({
        status,
        code,
        message: 'The service said so.',
        requestId: 'request-7',
        call: 'PUT h/p',
      }),
    )
  const cases: [status: number, code: string, cause: RegExp | undefined, remedy: RegExp | undefined][] = [
    [401, 'InvalidAuthenticationToken', /does not accept the identity/, /Verify the service connection/],
    [403, 'AuthorizationFailed', /lacks a role/, /AzureML Data Scientist.*Storage Blob Data Contributor/],
    [429, 'SubscriptionRequestsThrottled', /throttles/, /later/],
    [404, 'ResourceGroupNotFound', undefined, /resource group and workspace names/],
    [404, 'SubscriptionNotFound', undefined, /subscription/],
    [404, 'UserError', undefined, undefined],
    [400, 'BadRequest', undefined, undefined],
    [500, 'InternalError', /error of its own/, /Run again/],
    [503, 'ServiceUnavailable', /error of its own/, /Run again/],
  ]
  for (const [status, code, cause, remedy] of cases) {
    it(`${status} ${code}`, () => {
      const error = refused(status, code)
      assert.equal(error.message, 'Submitting job j failed: The service said so.')
      assert.match(error.likelyCause ?? 'none', cause ?? /^none$/)
      assert.match(error.remedy ?? 'none', remedy ?? /^none$/)
      assert.match((error.cause as Error).message, new RegExp(`${status} ${code}.*request-7`))
    })
  }
})

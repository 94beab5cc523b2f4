import { isManaged } from '../machinelearning/endpoint/endpoint-document.ts'
import { refusal } from './refusal.ts'
import type { Router } from './router.ts'
import { waitForTurn } from './turns.ts'

/** The router of the AzureML extension on a cluster. */
export const clusterRouter: Router = {
  base: '/api/v1/endpoint/:endpoint',
  serves: endpoint => !isManaged(endpoint),
  checkNetwork: () => undefined,
  admit: waitForTurn,
  judge(answer) {
    if (answer.status !== 500) return answer
    throw refusal(502, `The deployment's scoring script failed: ${answer.body.toString().slice(0, 1000)}`, {
      'x-ms-run-function-failed': String(answer.headers['x-ms-run-function-failed'] ?? 'True'),
    })
  },
  tooLate: milliseconds =>
    refusal(504, `The deployment did not answer within ${milliseconds} ms, its request timeout.`),
}

import type { Instance } from '../execution/serving/instance.ts'
import { isManaged } from '../machinelearning/endpoint/endpoint-document.ts'
import { refusal } from './refusal.ts'
import type { Router } from './router.ts'
import { takeTurn } from './turns.ts'

/** The front door of managed endpoints. Whatever the container answers beside 200 is an error of the model. */
export const managedRouter: Router = {
  base: '/inference/:endpoint',
  serves: isManaged,
  checkNetwork({ name, publicNetworkAccess }) {
    if (publicNetworkAccess === 'Disabled')
      throw refusal(403, `The endpoint '${name}' takes no request from the public network.`)
  },
  async admit(instance) {
    const most = 2 * atOnce(instance)
    if (instance.requests() > most)
      throw refusal(429, `Too many pending requests: the deployment takes ${most} at a time.`)
    return takeTurn(instance, atOnce(instance))
  },
  judge({ status, headers, body }) {
    if (status === 200) return { status, headers, body }
    return {
      status: 424,
      headers: {
        ...headers,
        'ms-azureml-model-error-reason': 'model_error',
        'ms-azureml-model-error-statuscode': String(status),
      },
      body,
    }
  },
  tooLate: milliseconds =>
    refusal(408, `The deployment did not answer within ${milliseconds} ms, its request timeout.`),
}

/** One at a time and machine where the deployment does not say. */
const atOnce = ({ deployment: { properties, sku } }: Instance): number =>
  (properties.requestSettings?.maxConcurrentRequestsPerInstance ?? 1) * sku.capacity

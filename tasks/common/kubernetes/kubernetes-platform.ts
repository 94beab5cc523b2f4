import type { Platform } from '../rollout/platform.ts'
import { explainServingError } from './explain-serving-error.ts'

/** Endpoints on an attached cluster, behind the router of its extension. */
export const kubernetesPlatform: Platform = {
  explain: explainServingError,
  noAddress: {
    cause: 'The inference router of the cluster has no address yet, or its load balancer got none.',
    remedy: 'Look at the service azureml-fe in the namespace azureml of the cluster, then run again.',
  },
}

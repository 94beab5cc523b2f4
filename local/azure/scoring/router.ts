import type { AzureError } from '../core/errors.ts'
import type { Instance } from '../execution/serving/instance.ts'
import type { EndpointDocument } from '../machinelearning/endpoint/endpoint-document.ts'
import type { BackendAnswer } from './backend.ts'

/** What stands in front of the endpoints of one kind, and its words for what goes wrong behind it. */
export interface Router {
  /** Path above `/score`, with the parameter `:endpoint`. */
  base: string
  serves(endpoint: EndpointDocument): boolean
  /** @throws AzureError for a caller outside the endpoint's network */
  checkNetwork(endpoint: EndpointDocument): void
  /**
   * Waits until the deployment may take one more request.
   *
   * @returns what must be called when the request has been answered
   * @throws AzureError when it takes no more
   */
  admit(instance: Instance): Promise<() => void>
  /** What the caller gets for the answer of the deployment's server. */
  judge(answer: BackendAnswer): BackendAnswer
  /** Of the deployment's request timeout, which has passed. */
  tooLate: (milliseconds: number) => AzureError
}

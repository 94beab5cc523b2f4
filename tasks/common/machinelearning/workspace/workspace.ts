import type { AzureSession } from '../../azure/session.ts'

/** An Azure Machine Learning workspace that was found, with the addresses that it names itself. */
export interface Workspace {
  readonly session: AzureSession
  /** ARM id, beginning with a slash. */
  readonly id: string
  readonly name: string
  readonly resourceGroup: string
  readonly subscriptionId: string
  readonly location: string
  /** Origin of run history and its neighbours, from the workspace's discovery document. */
  readonly dataPlane: string
  /** Base of the MLflow REST API, without trailing slash. */
  readonly trackingUrl: string
}

/** The path under which the data plane knows the workspace; it wants no leading slash. */
export const dataPlanePath = (workspace: Workspace): string => workspace.id.replace(/^\//, '')

import { byType } from '../schema/unions.ts'
import { anyCase } from '../schema/scalars.ts'
import type { Schema } from '../schema/schema.ts'
import { kubernetesDeployment, type KubernetesDeployment } from './kubernetes-deployment.ts'
import { managedDeployment, type ManagedDeployment } from './managed-deployment.ts'

/** A deployment file of the Azure ML CLI v2, read and checked; no call was made. */
export type DeploymentFile = KubernetesDeployment | ManagedDeployment

/** One without a type is managed, as the official client has it. */
export const onlineDeployment: Schema<DeploymentFile> = byType(
  'type',
  { kubernetes: kubernetesDeployment, managed: managedDeployment },
  { same: anyCase, otherwise: at => (at.at('type').isBlank ? 'managed' : undefined) },
)

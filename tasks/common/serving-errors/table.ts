import { ARGUMENTS } from './arguments.ts'
import { CLUSTERS } from './clusters.ts'
import { COMPUTES } from './computes.ts'
import { EXTENSIONS } from './extensions.ts'
import { IDENTITIES } from './identities.ts'
import { ONLINE } from './online.ts'
import { QUOTAS } from './quotas.ts'
import { SCRIPTS_AND_PODS } from './scripts-and-pods.ts'
import type { ServingError } from './serving-error.ts'

/** The table of errors, by what they are about. `docs/troubleshooting.md` is made from it. */
export const FAMILIES: Readonly<Record<string, readonly ServingError[]>> = {
  'Scripts and pods': SCRIPTS_AND_PODS,
  'Identities and registries': IDENTITIES,
  'Computes and clusters': COMPUTES,
  'Managed and Kubernetes endpoints': ONLINE,
  Quotas: QUOTAS,
  BadArgument: ARGUMENTS,
  'AKS clusters': CLUSTERS,
  'The AzureML extension': EXTENSIONS,
}

export const SERVING_ERRORS: readonly ServingError[] = Object.values(FAMILIES).flat()

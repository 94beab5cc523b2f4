import { endpointsSection as section, PAGES, type ServingError } from './serving-error.ts'

const DEPLOYMENT = ['deployment'] as const
const at = (anchor: string): string => `${PAGES.endpoints}#${anchor}`

/** Too little of something. One code for many things; the words tell which. */
export const QUOTAS: readonly ServingError[] = [
  {
    code: 'OutOfQuota',
    variant: {
      name: 'Kubernetes',
      words: /Kubernetes unschedulable|nodes are available/i,
      example: 'OutOfQuota: Kubernetes unschedulable. Details:0/1 nodes are available: 1 Too many pods...',
    },
    where: DEPLOYMENT,
    cause: 'The cluster has no room for the deployment.',
    remedy:
      'Lower cpuRequest and memoryRequest or instanceCount, or add nodes. During a roll-out old and new run side by side.',
    source: at('kubernetes-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: {
      name: 'CPU',
      words: /cluster CPU quota|vCPU|core quota/i,
      example:
        'OutOfQuota: Not enough cluster CPU quota. The amount of additional CPU quota requested is 8, and you are currently using 14. Your amount of maximum quota is 20.',
    },
    where: DEPLOYMENT,
    cause:
      'The subscription has too few vCPUs of this family left. Azure keeps 20 % on top for upgrades, and during a roll-out old and new run side by side.',
    remedy:
      'Delete deployments that serve nothing, choose a smaller instanceType or instanceCount, or ask for more quota (Azure portal > Quotas > Machine learning).',
    source: at('cpu-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: {
      name: 'disk',
      words: /\bdisk\b/i,
      example: 'OutOfQuota: Not enough disk space for the model.',
    },
    where: DEPLOYMENT,
    cause: 'Model and image are larger than the disk of the instance.',
    remedy: 'Choose an instanceType with a larger disk, or make the model or the image smaller.',
    source: at('disk-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: { name: 'memory', words: /\bmemory\b/i, example: 'OutOfQuota: Not enough memory.' },
    where: DEPLOYMENT,
    cause: 'The model needs more memory than the instance has.',
    remedy: 'Choose an instanceType with more memory; on Kubernetes raise memoryLimit.',
    source: at('memory-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: {
      name: 'role assignments',
      words: /role assignment/i,
      example: 'OutOfQuota: The number of role assignments in the subscription has reached its limit.',
    },
    where: ['endpoint'],
    cause: 'The subscription has no role assignment left, and the endpoint’s identity needs some.',
    remedy:
      'Delete role assignments of identities that are gone (Azure portal > subscription > Access control).',
    source: at('role-assignment-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: {
      name: 'endpoints',
      words: /number of (online )?endpoints|endpoint (quota|limit)/i,
      example: 'OutOfQuota: The number of online endpoints has reached its limit.',
    },
    where: ['endpoint'],
    cause: 'The subscription has as many endpoints in this region as it may have.',
    remedy: 'Delete endpoints that nobody uses, or ask for a higher limit.',
    source: at('endpoint-quota'),
  },
  {
    code: 'OutOfQuota',
    variant: {
      name: 'clusters',
      words: /cluster quota|number of clusters/i,
      example: 'OutOfQuota: Not enough Azure Machine Learning compute cluster quota.',
    },
    where: DEPLOYMENT,
    cause: 'The subscription has as many compute clusters as it may have.',
    remedy: 'Delete clusters that nobody uses, or ask for a higher limit.',
    source: at('cluster-quota'),
  },
  {
    code: 'OutOfQuota',
    where: DEPLOYMENT,
    cause: 'The deployment asks for more than the quota, the cluster or the instance has.',
    remedy:
      'Choose a larger instanceType, lower the requests or instanceCount, or ask for more quota. During a roll-out old and new run side by side.',
    source: section('OutOfQuota'),
  },
  {
    code: 'OutOfCapacity',
    where: DEPLOYMENT,
    cause: 'The region has no machines of this size free now.',
    remedy: 'Run again later, or choose another instanceType or a workspace in another region.',
    source: at('region-wide-vm-capacity'),
  },
]

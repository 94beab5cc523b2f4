import { PAGES, type KnownWords } from './serving-error.ts'

const HELM = { where: ['extension'], source: PAGES.extension } as const
const EARLIER = { where: ['endpoint', 'deployment'], source: PAGES.endpoints } as const

/** What Azure says without a code, or behind one that says less. */
export const KNOWN_WORDS: readonly KnownWords[] = [
  {
    words: /already an endpoint with this name|endpoint name .*in use/i,
    example: 'There is already an endpoint with this name, Endpoint name needs to be unique within a region.',
    where: ['endpoint'],
    cause: 'The name of the endpoint is taken, perhaps by another workspace.',
    remedy: 'Choose another endpointName.',
    source: PAGES.endpoints,
  },
  {
    words: /has not been created successfully|unrecoverable state|Delete and re-create/i,
    example:
      'Specified deployment [green] failed during initial provisioning and is in an unrecoverable state.',
    cause: 'An earlier attempt failed half-way, and Azure does not repair what it could not create.',
    remedy: 'Delete it in the studio and run again.',
    ...EARLIER,
  },
  {
    words: /Insufficient.*vcpu quota/i,
    example:
      'Insufficient regional vcpu quota left for location westus2. left regional vcpu quota 4, requested quota 6.',
    where: ['cluster'],
    cause: 'The subscription has too few vCPUs left in this region for the nodes of the cluster.',
    remedy:
      'Ask for more quota (Azure portal > Quotas > Compute), or use another region or an existing cluster.',
    source: PAGES.clusters,
  },
  {
    words: /Not enough quota available for/i,
    example:
      'Not enough quota available for Standard_DS3_v2 in SubscriptionId 1. Current usage/limit: 0/6. Additional needed: 8',
    where: ['deployment'],
    cause:
      'The subscription has too few vCPUs of this family left. Azure keeps 20 % on top for upgrades, and during a roll-out old and new run side by side.',
    remedy:
      'Delete deployments that serve nothing, choose a smaller instanceType or instanceCount, or ask for more quota (Azure portal > Quotas > Machine learning).',
    source: PAGES.endpoints,
  },
  {
    words: /instance type '[^']*' is not supported/i,
    example: "The instance type 'Standard_A1' is not supported in westeurope.",
    where: ['deployment'],
    cause: 'Managed endpoints do not offer this size in the region of the workspace.',
    remedy: 'Choose another instanceType from the list of sizes for managed online endpoints.',
    source: PAGES.endpoints,
  },
  {
    words: /VM ?size.*not (allowed|supported)/i,
    example: 'The VM size of Standard_D4s_v5 is not allowed in your subscription in location westeurope.',
    where: ['cluster'],
    cause: 'The subscription cannot have this VM size in this region.',
    remedy: 'Choose another region, or create the cluster yourself with a size that you have.',
    source: PAGES.sizes,
  },
  {
    words: /cannot (be )?re-?use a name that is still in use/i,
    example: 'cannot re-use a name that is still in use',
    cause: 'Another installation on the cluster bears the name of the extension, or one is being removed.',
    remedy: 'Wait an hour and run again; if helm list -Aa still shows the name, remove that release.',
    ...HELM,
  },
  {
    words:
      /(earlier|another) operation .*(helm|chart|install|upgrade|rollback).*in progress|another operation \(install/i,
    example: 'Earlier operation for the helm chart is still in progress',
    cause: 'An earlier installation of the extension has not ended yet.',
    remedy: 'Wait an hour and run again.',
    ...HELM,
  },
  {
    words: /namespace azureml because it is being terminated/i,
    example: 'unable to create new content in namespace azureml because it is being terminated',
    cause: 'The extension is being uninstalled.',
    remedy: 'Wait until az k8s-extension show does not find it any more, then run again.',
    ...HELM,
  },
  {
    words: /failed in download the Chart/i,
    example: 'failed in download the Chart path not found',
    cause: 'There is no such version of the extension.',
    remedy: 'Leave its version away to get the newest.',
    ...HELM,
  },
  {
    words: /invalid ownership metadata/i,
    example: 'exists and cannot be imported into the current release: invalid ownership metadata',
    cause:
      'The cluster has something already that the extension wants to install, as Volcano or the Prometheus operator.',
    remedy:
      'Switch that part off (installVolcano=false, installPromOp=false), or give it to the extension with the labels that Microsoft’s page names.',
    ...HELM,
  },
  {
    words: /healthcheck failed|pod healthcheck/i,
    example:
      'release azureml failed, and has been uninstalled due to atomic being set: failed pre-install: pod healthcheck failed',
    cause: 'The extension checked the cluster before its installation and found it unfit.',
    remedy:
      'Read kubectl describe configmap arcml-healthcheck -n azureml: it names a code E4xxxx that docs/troubleshooting.md explains. Mostly the nodes are too small: at least 4 vCPUs and 14 GB free.',
    ...HELM,
  },
  {
    words: /Helm (installation|upgrade) failed/i,
    example: 'Helm installation failed : Unable to create/update Kubernetes resources for the extension',
    cause: 'The cluster refused parts of the AzureML extension: a policy, or too little room for its pods.',
    remedy:
      'Check the policies on the cluster and that its nodes have at least 4 vCPUs and 14 GB free; then run again.',
    ...HELM,
  },
]

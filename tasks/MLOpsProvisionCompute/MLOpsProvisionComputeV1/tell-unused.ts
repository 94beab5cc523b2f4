import type { Host } from '../../common/host/host.ts'
import type { ProvisionInputs } from './inputs.ts'

/** Inputs of a compute cluster's form, with the defaults that the agent fills in. */
const CLUSTER_FORM = {
  size: '',
  tier: 'dedicated',
  minInstances: '0',
  maxInstances: '4',
  idleTimeBeforeScaleDown: '120',
  subnet: '',
  sshAdminUserName: '',
  sshPublicKey: '',
  sshPublicAccess: 'false',
}
const ATTACHMENT_FORM = { namespace: '', instanceTypes: '', defaultInstanceType: '' }
const AKS = {
  aksCluster: '',
  aksResourceGroup: '',
  createCluster: 'false',
  nodeSize: '',
  nodeCount: '',
  minNodeCount: '',
  maxNodeCount: '',
  availabilityZones: '',
  privateCluster: 'false',
  aksIdentity: '',
  inferenceRouterServiceType: 'unspecified',
  internalLoadBalancer: 'false',
  sslSecret: '',
  sslCname: '',
  allowInsecureConnections: 'false',
  extensionSettings: '',
}

/**
 * Says which inputs were given and do not count with this type of compute, or beside a file. An editor may send what it no
 * longer shows, so they are no mistake.
 */
export function tellUnused({ computeType, definition }: ProvisionInputs, { inputs, log }: Host): void {
  const isFile = definition.from === 'file'
  const unused = Object.entries({
    ...(isFile || computeType === 'kubernetes' ? CLUSTER_FORM : {}),
    ...(isFile || computeType === 'amlCompute' ? ATTACHMENT_FORM : {}),
    ...(computeType === 'amlCompute' ? AKS : {}),
  }).flatMap(([name, standard]) => {
    const given = inputs.text(name)
    return given === undefined || given.toLowerCase() === standard ? [] : [name]
  })
  if (unused.length === 0) return
  const where = isFile ? ' beside a compute file; write them into it, or leave them out' : ''
  log.warning(`With computeType ${computeType} these inputs do not count: ${unused.join(', ')}${where}.`)
}

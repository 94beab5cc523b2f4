import { fallback, ignored, refused, required } from './schema/fields.ts'
import { object } from './schema/object.ts'
import { checked } from './schema/refine.ts'
import { refusedKind } from './schema/refused-kind.ts'
import { anyCase, boolean, choice, integer, text } from './schema/scalars.ts'
import type { Read } from './schema/schema.ts'
import { byType } from './schema/unions.ts'
import { listOf, mapOf, nullable, texts } from './schema/collections.ts'
import { YamlFile } from './yaml-file.ts'

const READ_ONLY = 'is told by Azure and never sent; what the official client shows of a cluster has it.'

const network = checked(
  object('network settings', {
    vnet_name: text,
    subnet: text,
    public_ip_address: ignored(READ_ONLY),
    private_ip_address: ignored(READ_ONLY),
  }),
  ({ vnet_name, subnet }, at) => {
    if (vnet_name !== undefined && subnet === undefined)
      at.reject('subnet is required where vnet_name is given.')
    const isId = subnet?.toLowerCase().startsWith('/subscriptions/')
    if (subnet !== undefined && !isId && vnet_name === undefined)
      at.at('subnet').reject('the ARM id of a subnet is expected, or its name and the vnet_name.')
  },
)

const ssh = checked(
  object('SSH settings', {
    admin_username: required(text),
    ssh_key_value: text,
    admin_password: text,
  }),
  ({ ssh_key_value, admin_password }, at) => {
    if (ssh_key_value === undefined && admin_password === undefined)
      at.reject('ssh_key_value is required (or admin_password).')
    if (ssh_key_value?.includes('PRIVATE KEY'))
      at.at('ssh_key_value').reject('this is a private key; write the public one.')
  },
)

const USER_ASSIGNED = ['user_assigned', 'system_assigned,user_assigned']

/** As `SystemAssigned, UserAssigned` is written, too. */
const identityWord = (word: string): string => anyCase(word).replace(/\s/g, '')

const identity = checked(
  object('an identity', {
    type: required(
      choice(['none', 'system_assigned', 'user_assigned', 'system_assigned,user_assigned'], identityWord),
    ),
    user_assigned_identities: fallback(
      listOf(
        object('a user-assigned identity', {
          resource_id: required(text),
          client_id: ignored(READ_ONLY),
          principal_id: ignored(READ_ONLY),
          tenant_id: ignored(READ_ONLY),
        }),
      ),
      [],
    ),
    principal_id: ignored(READ_ONLY),
    tenant_id: ignored(READ_ONLY),
  }),
  ({ type, user_assigned_identities: users }, at) => {
    if (USER_ASSIGNED.includes(type) && users.length === 0)
      at.reject('user_assigned_identities must name at least one identity.')
    if (!USER_ASSIGNED.includes(type) && users.length > 0)
      at.reject(`the type ${type} takes no user_assigned_identities.`)
  },
)

const amlCompute = checked(
  object('a compute cluster', {
    $schema: ignored('names the schema for editors.'),
    name: ignored('the task names the cluster.'),
    id: ignored(READ_ONLY),
    created_on: ignored(READ_ONLY),
    provisioning_state: ignored(READ_ONLY),
    provisioning_errors: ignored(READ_ONLY),
    type: required(choice(['amlcompute'])),
    description: text,
    size: required(text),
    tier: choice(['dedicated', 'low_priority'], anyCase),
    location: text,
    min_instances: integer({ min: 0 }),
    max_instances: integer({ min: 0 }),
    idle_time_before_scale_down: integer({ min: 0 }),
    network_settings: network,
    identity,
    enable_node_public_ip: boolean,
    ssh_settings: ssh,
    ssh_public_access_enabled: boolean,
    resource_id: refused('names a compute that is attached; a cluster is made.'),
    tags: fallback(texts, {}),
  }),
  ({ min_instances = 0, max_instances = 4 }, at) => {
    if (min_instances > max_instances)
      at.at('min_instances').reject(`${min_instances} is more than max_instances (${max_instances}).`)
  },
)

/** What a CLI v2 compute file of type amlcompute says. */
export type ComputeFile = Read<typeof amlCompute>

const quantities = mapOf(nullable(text))

/** How much of a node a workload gets, and on which nodes. REST names: the official client hands them on as they are. */
export const instanceTypes = mapOf(
  object('an instance type', {
    nodeSelector: nullable(texts),
    resources: object('the resources of an instance type', { requests: quantities, limits: quantities }),
  }),
)

const attachedCluster = object('a Kubernetes compute', {
  $schema: ignored('names the schema for editors.'),
  name: ignored('the task names the compute.'),
  id: ignored(READ_ONLY),
  created_on: ignored(READ_ONLY),
  provisioning_state: ignored(READ_ONLY),
  provisioning_errors: ignored(READ_ONLY),
  type: required(choice(['kubernetes'])),
  description: text,
  location: ignored('the compute lies where its workspace does.'),
  resource_id: text,
  namespace: text,
  identity,
  properties: object('properties of a Kubernetes compute', { defaultInstanceType: text, instanceTypes }),
  tags: fallback(texts, {}),
})

/** What a CLI v2 compute file of type kubernetes says. */
export type KubernetesFile = Read<typeof attachedCluster>

const BY_AZ = 'and no cluster; this task does not make it. Use az ml compute create, or a cluster.'
const ATTACHED = 'that is attached, not made; use az ml compute attach.'

const OTHERS = {
  computeinstance: refusedKind(
    'a compute instance',
    'is a workstation of one person, not compute for a pipeline; make it in the studio or with az ml compute create, and name a cluster (type: amlcompute) here.',
  ),
  virtualmachine: refusedKind('a virtual machine', ATTACHED),
  synapsespark: refusedKind('a Synapse Spark pool', ATTACHED),
  serverlessspark: refusedKind('serverless Spark', BY_AZ),
}

/** What a compute file of the CLI v2 may be; the kinds that are not made here are refused by name. */
const compute = byType('type', {
  amlcompute: amlCompute,
  kubernetes: refusedKind('a Kubernetes compute', 'takes computeType: kubernetes.'),
  ...OTHERS,
})

const kubernetesCompute = byType('type', {
  kubernetes: attachedCluster,
  amlcompute: refusedKind('a compute cluster', 'takes computeType: amlCompute.'),
  ...OTHERS,
})

/** Reads the file of a compute cluster and checks all of it. Files of other compute types are refused by name. */
export const readComputeFile = (path: string): ComputeFile => new YamlFile(path).read(compute)

/** The same for the file of a Kubernetes compute. */
export const readKubernetesFile = (path: string): KubernetesFile => new YamlFile(path).read(kubernetesCompute)

import type { Service } from '../../specification/job/services.ts'
import type { JobBody } from './body.ts'
import { defined, mapValues } from './defined.ts'

const TYPES: Readonly<Record<string, string>> = {
  jupyter_lab: 'JupyterLab',
  ssh: 'SSH',
  tensor_board: 'TensorBoard',
  vs_code: 'VSCode',
}

export const serviceBodies = (services: Readonly<Record<string, Service>>): JobBody =>
  mapValues(services, serviceBody)

/** A service of the user's own has no type that the API would know. */
function serviceBody(service: Service): JobBody {
  const properties = { ...service.properties, ...ownProperties(service) }
  return defined({
    jobServiceType: TYPES[service.type ?? ''],
    nodes: service.nodes === undefined ? undefined : { nodesValueType: 'All' },
    port: service.port,
    properties: Object.keys(properties).length > 0 ? properties : undefined,
  })
}

function ownProperties(service: Service): Record<string, string> {
  if ('ssh_public_keys' in service) return { sshPublicKeys: service.ssh_public_keys }
  if ('log_dir' in service) return { logDir: service.log_dir }
  return {}
}

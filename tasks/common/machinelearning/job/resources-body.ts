import type { Resources } from '../../specification/job/resources.ts'
import type { JobBody } from './body.ts'
import { defined } from './defined.ts'

/** Properties that the service knows under another name; any case will do. */
const PROPERTY_NAMES: Readonly<Record<string, string>> = {
  singularity: 'AISuperComputer',
  aisupercomputer: 'AISuperComputer',
  itp: 'itp',
  target_selector: 'target_selector',
}

/** Docker arguments as a list are of a newer kind of body, which knows neither locations nor a maximum. */
export function resourcesBody(resources: Resources): JobBody {
  const { instance_count, instance_type, shm_size, docker_args, locations, max_instance_count } = resources
  const common = {
    instanceCount: instance_count,
    instanceType: instance_type,
    shmSize: shm_size,
    properties: propertiesBody(resources.properties ?? {}),
  }
  if (Array.isArray(docker_args) && docker_args.length > 0)
    return defined({ ...common, dockerArgsList: docker_args })
  return defined({
    ...common,
    dockerArgs: docker_args,
    locations,
    maxInstanceCount: max_instance_count,
  })
}

const propertiesBody = (properties: Readonly<Record<string, unknown>>): JobBody =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [PROPERTY_NAMES[key.toLowerCase()] ?? key, value]),
  )

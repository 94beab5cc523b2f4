import { isOnKubernetes, type EndpointFile } from '../../specification/endpoint/endpoint.ts'
import { texts } from '../texts.ts'
import type { EndpointSpec } from './endpoint.ts'

interface Where {
  readonly location: string
  /** ARM id of the Kubernetes compute; undefined for a managed endpoint. */
  readonly compute: string | undefined
}

/** The endpoint that a file asks for. Its traffic is not part of it: a new endpoint serves nothing. */
export const endpointOfFile = (file: EndpointFile, { location, compute }: Where): EndpointSpec => ({
  name: file.name,
  location,
  compute,
  authMode: file.auth_mode,
  description: file.description,
  ...(file.identity && { identity: file.identity }),
  ...(!isOnKubernetes(file) &&
    file.public_network_access && { publicNetworkAccess: file.public_network_access }),
  tags: texts(file.tags),
  properties: texts(file.properties),
})

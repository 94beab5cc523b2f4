import { isOnKubernetes, type EndpointFile } from '../../specification/endpoint/endpoint.ts'
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

/** A tag without a value is an empty text. */
const texts = (entries: Readonly<Record<string, string | null>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, value ?? '']))

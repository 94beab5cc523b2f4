/** What a request on a blob or container needs: the letters of a SAS, any of which is enough, and a data action. */
export interface Need {
  /** e.g. `cw`: create or write. */
  letters: string
  /** `blob` operations are allowed by a SAS of the blob or of its container, `container` ones by the latter. */
  level: 'account' | 'container' | 'blob'
  dataAction: 'read' | 'write' | 'delete'
}

export interface BlobRequest {
  method: string
  container?: string
  blob?: string
  query: Record<string, string | undefined>
  headers: Record<string, unknown>
}

/** Source: "Permissions for a directory, container, or blob" of the SAS reference of Azure Storage. */
export function needOf(request: BlobRequest): Need {
  if (request.container === undefined) return { letters: '', level: 'account', dataAction: 'read' }
  return request.blob === undefined ? ofContainer(request) : ofBlob(request)
}

function ofContainer({ method, query }: BlobRequest): Need {
  const level = 'container'
  if (method === 'GET' && query['comp'] === 'list') return { letters: 'l', level, dataAction: 'read' }
  // Reading or changing a container itself takes a role; no service SAS allows it.
  if (method === 'GET' || method === 'HEAD') return { letters: '', level, dataAction: 'read' }
  return { letters: '', level, dataAction: method === 'DELETE' ? 'delete' : 'write' }
}

function ofBlob({ method, query, headers }: BlobRequest): Need {
  const level = 'blob'
  if (method === 'GET' || method === 'HEAD')
    return { letters: query['comp'] === 'tags' ? 't' : 'r', level, dataAction: 'read' }
  if (method === 'DELETE') return { letters: 'd', level, dataAction: 'delete' }
  return { letters: writeLetters(query['comp'], headers), level, dataAction: 'write' }
}

function writeLetters(comp: string | undefined, headers: Record<string, unknown>): string {
  if (comp === 'appendblock') return 'aw'
  if (comp === 'tags') return 't'
  if (comp === undefined) return 'cw'
  const create = comp === 'block' || comp === 'blocklist'
  return create && headers['x-ms-blob-type'] !== 'PageBlob' ? 'cw' : 'w'
}

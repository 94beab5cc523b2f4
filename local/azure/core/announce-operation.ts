import type { FastifyReply } from 'fastify'
import type { Operation } from './operations.ts'

/**
 * The headers by which a client finds an operation again.
 *
 * @param location URL of the region: `https://.../providers/Microsoft.MachineLearningServices/locations/L`
 */
export function announceOperation(
  reply: FastifyReply,
  operation: Operation,
  apiVersion: string,
  location: string,
): void {
  const query = `?api-version=${apiVersion}`
  if (operation.dialect === 'compute') {
    const status = `${location}/computeOperationsStatus/${operation.id}${query}&service=new`
    reply.header('azure-asyncoperation', status)
    return
  }
  const { verb, id, resourceId } = operation
  const results = `${location}/mfeOperationResults/${id}${query}`
  const resource = `${new URL(location).origin}${resourceId}${query}`
  reply.header('location', verb === 'put' ? resource : results)
  reply.header('x-ms-async-operation-timeout', verb === 'post' ? 'PT1H' : 'PT30M')
  if (verb !== 'post') reply.header('azure-asyncoperation', `${location}/mfeOperationsStatus/${id}${query}`)
}

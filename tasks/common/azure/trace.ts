import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'

/** `GET /subscriptions/... 200 41 ms 8c0f...`: never a body, a header or a query that could hold a secret. */
export function traceLine(
  request: PipelineRequest,
  milliseconds: number,
  response?: PipelineResponse,
): string {
  const { host, pathname, searchParams } = new URL(request.url)
  const version = searchParams.get('api-version')
  const parts = [
    `${request.method} ${host}${pathname}${version ? `?api-version=${version}` : ''}`,
    response ? String(response.status) : 'no answer',
    `${milliseconds} ms`,
    response ? (requestIdOf(response) ?? '') : '',
  ]
  return parts.filter(part => part !== '').join(' ')
}

/** The id that Microsoft's support asks for. */
export const requestIdIn = (header: (name: string) => string | undefined): string | undefined =>
  header('x-ms-correlation-request-id') ?? header('x-ms-request-id')

export const requestIdOf = ({ headers }: PipelineResponse): string | undefined =>
  requestIdIn(name => headers.get(name))

import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { CollectionWriter } from './collection-writer.ts'

/** Plays the sidecar to which the `azureml-ai-monitoring` package posts what a script collects. */
export interface CollectorListener {
  port: number
  close(): Promise<void>
}

const path = '/modeldata/log'

/** The attributes of a row, by the header in which the package sends them. */
const attributeHeaders = {
  'ce-x-request-id': 'xrequestid',
  'ce-model-version': 'modelversion',
  'ce-collect-data-type': 'collectdatatype',
  'ce-agent': 'agent',
} as const

export async function listenForCollector(writer: CollectionWriter): Promise<CollectorListener> {
  const server = createServer((request, response) => void receive(request, response, writer))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  writer: CollectionWriter,
): Promise<void> {
  try {
    const body = await text(request)
    const type = String(request.headers['ce-type'] ?? '')
    if (request.method !== 'POST' || request.url !== path || !type.startsWith('azureml.inference.'))
      return void response.writeHead(404).end()
    writer.write({
      collection: type.slice('azureml.inference.'.length),
      data: JSON.parse(body) as unknown,
      time: timeOf(request),
      attributes: attributesOf(request),
      size: Buffer.byteLength(body),
    })
    response.writeHead(200).end()
  } catch (error) {
    response.writeHead(400).end(error instanceof Error ? error.message : String(error))
  }
}

/** The package sends epoch seconds. */
function timeOf({ headers }: IncomingMessage): Date {
  const seconds = Number(headers['ce-time'])
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1000) : new Date()
}

function attributesOf({ headers }: IncomingMessage): Record<string, string> {
  const found = Object.entries(attributeHeaders).flatMap(([header, name]) => {
    const value = headers[header]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const correlation = headers['ce-x-request-id'] ?? headers['trace-id']
  return {
    ...(typeof correlation === 'string' && { correlationid: correlation }),
    ...Object.fromEntries(found),
  }
}

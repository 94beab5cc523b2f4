import { request } from 'node:http'

const answerWithin = 2_000

/** Whether a GET of a path on a port of this machine answers with a success, as the readiness probe asks. */
export function answersHealthy(port: number, path: string): Promise<boolean> {
  return new Promise(resolve => {
    const probe = request({ host: '127.0.0.1', port, path, agent: false, timeout: answerWithin })
    probe.on('timeout', () => probe.destroy())
    probe.on('error', () => resolve(false))
    probe.on('close', () => resolve(false))
    probe.on('response', answer => {
      answer.resume()
      resolve(answer.statusCode !== undefined && answer.statusCode < 400)
    })
    probe.end()
  })
}

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { World } from '../../../local/azure/core/world.ts'
import { layoutOf } from '../../../local/azure/registry/layout/layout.ts'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'
import type { ContainerConfiguration } from '../../../local/azure/registry/layout/oci-image.ts'
import { loginServer } from '../../../local/azure/registry/login-server.ts'

/** A file of a layer: text, or the target of a symbolic link. */
export type ImageFile = string | { link: string } | { mode: number; content: string }

/** Puts an image into the registry of local Azure without a build; answers its reference by digest. */
export async function putImage(
  world: World,
  repository: string,
  layers: Record<string, ImageFile>[],
  config: ContainerConfiguration,
): Promise<string> {
  const { content, index } = layoutOf(world)
  const write = (bytes: Buffer) => content.write(Readable.from([bytes]))
  const tars = await Promise.all(layers.map(tarOf))
  const stored = await Promise.all(tars.map(tar => write(gzipSync(tar))))
  const diffIds = tars.map(tar => `sha256:${createHash('sha256').update(tar).digest('hex')}`)
  const image = { architecture: 'amd64', os: 'linux', config, rootfs: { type: 'layers', diff_ids: diffIds } }
  const configuration = await write(Buffer.from(JSON.stringify(image)))
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, ...configuration },
    layers: stored.map(one => ({ mediaType: mediaTypes.layer, ...one })),
  }
  const { digest, size } = await write(Buffer.from(JSON.stringify(manifest)))
  index.put(repository, 'latest', { mediaType: mediaTypes.manifest, digest, size })
  return `${loginServer(world)}/${repository}@${digest}`
}

function tarOf(files: Record<string, ImageFile>): Promise<Buffer> {
  const tar = pack()
  for (const [name, file] of Object.entries(files)) {
    if (typeof file === 'string') tar.entry({ name, mode: 0o644 }, file)
    else if ('link' in file) tar.entry({ name, type: 'symlink', linkname: file.link })
    else tar.entry({ name, mode: file.mode }, file.content)
  }
  tar.finalize()
  return buffer(tar)
}

/** A server of Python's own library with the routes of Microsoft's; `WHO` says who it is. */
const server = `
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

if os.environ.get("CRASH"):
    os._exit(3)
if os.environ.get("FAIL_INIT"):
    print("Invoking user's init function", flush=True)
    raise RuntimeError(os.environ["FAIL_INIT"])

class Server(ThreadingHTTPServer):
    request_queue_size = 128

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self, status, body, headers={}):
        payload = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
    def do_GET(self):
        self.answer(200 if self.path.split("?")[0] == "/" else 404, "Healthy")
    def do_POST(self):
        if self.path != "/score":
            return self.answer(404, "{}")
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        time.sleep(asked.get("seconds", float(os.environ.get("SECONDS_EACH", 0))))
        if os.path.exists(os.environ.get("FAILS_WHILE", "/nowhere")):
            return self.answer(500, '{"message": "broken"}', {"x-ms-run-function-failed": "True"})
        if asked.get("exit"):
            os._exit(9)
        if asked.get("raise"):
            return self.answer(500, '{"message": "boom"}', {"x-ms-run-function-failed": "True"})
        environment = {name: os.environ.get(name) for name in asked.get("variables", [])}
        if "collect" in asked:
            collect(asked["collect"])
        self.answer(200, json.dumps({"who": os.environ.get("WHO"), "environment": environment}),
                    {"x-ms-run-function-failed": "False", "content-type": "application/json"})

def collect(name):
    import urllib.request
    address = f"http://{os.environ['AZUREML_MDC_HOST']}:{os.environ['AZUREML_MDC_PORT']}/modeldata/log"
    headers = {"content-type": "application/json", "ce-time": str(int(time.time())), "trace-id": "t-1",
               "ce-type": f"azureml.inference.{name}", "ce-x-request-id": "r-1", "ce-model-version": "default",
               "ce-collect-data-type": "pandas.core.frame.DataFrame", "ce-agent": "azureml-ai-monitoring/1.0.0"}
    urllib.request.urlopen(urllib.request.Request(address, b'[{"age": 63.0}]', headers)).read()

print("Worker ready for serving traffic", flush=True)
Server(("127.0.0.1", int(os.environ["MLOPS_PORT"])), Handler).serve_forever()
`

/** An image like the ones that the product builds, small: a script that starts the server above. */
export const putTinyImage = (world: World, env: string[] = [], extra: Record<string, ImageFile> = {}) =>
  putImage(
    world,
    'tiny',
    [
      { 'opt/mlops/serve': { mode: 0o755, content: '#!/bin/sh\nexec python3 "$MLOPS_HOME/server.py"\n' } },
      { 'opt/mlops/server.py': server, 'var/azureml-app/models/model.txt': 'a model\n', ...extra },
    ],
    {
      Env: ['MLOPS_HOME=/opt/mlops', 'AZUREML_MODEL_DIR=/var/azureml-app/models', ...env],
      Cmd: ['/opt/mlops/serve'],
      WorkingDir: '/var/azureml-app',
      User: '1000',
    },
  )

import * as fs from 'node:fs'
import * as path from 'node:path'
import type { TestFolder } from './folder.ts'

export type EngineName = 'docker' | 'podman' | 'buildah'

const script = `#!/bin/sh
name=$(basename "$0")
here=$(dirname "$0")
printf '%s %s\\n' "$name" "$*" >> "$here/calls"
case "$1" in
  info) if [ -f "$here/$name.answers" ]; then echo 27.0.1; else echo "Cannot connect to the daemon of $name" >&2; exit 1; fi ;;
  login) cat >> "$here/passwords"; echo >> "$here/passwords"; cp -R "\${DOCKER_CONFIG:-$here/none}" "$here/settings" 2>/dev/null ;;
  buildx) if [ "$2" = version ]; then [ -f "$here/buildx" ] && echo 0.17; exit $?; fi ;;
esac
case "$1 $2" in
  build\\ *|'buildx build') env > "$here/environment"; for last; do :; done; cp -Rp "$last" "$here/context"; [ -f "$here/build" ] && . "$here/build"; exit 0 ;;
  push\\ *) [ -f "$here/push" ] && . "$here/push"; exit 0 ;;
esac
`

/** Programs called docker, podman and buildah that note what they are told and build nothing. They shadow real ones. */
export class FakeEngine {
  readonly #folder: string
  readonly #path = process.env['PATH']

  /** @param answering those behind which an engine answers; a program of each is there anyway */
  constructor(folder: TestFolder, ...answering: EngineName[]) {
    this.#folder = folder.at('engine-bin')
    fs.mkdirSync(this.#folder, { recursive: true })
    for (const name of ['docker', 'podman', 'buildah'])
      fs.writeFileSync(path.join(this.#folder, name), script, { mode: 0o755 })
    for (const name of answering) this.#put(`${name}.answers`, '')
    process.env['PATH'] = `${this.#folder}${path.delimiter}${this.#path ?? ''}`
  }

  withBuildx(): this {
    this.#put('buildx', '')
    return this
  }

  /** Shell lines that a build or push carries out, as \`echo x; exit 1\`. */
  does(what: 'build' | 'push', lines: string): this {
    this.#put(what, `${lines}\n`)
    return this
  }

  /** `program arguments` of every call. */
  get calls(): string[] {
    return this.#text('calls').trimEnd().split('\n')
  }

  called(start: string): string[] {
    return this.calls.filter(call => call.startsWith(start))
  }

  /** What was given to logins over standard input. */
  get passwords(): string[] {
    return this.#text('passwords').trimEnd().split('\n')
  }

  /** Variables of the build. */
  get environment(): Readonly<Record<string, string>> {
    const lines = this.#text('environment').split('\n')
    return Object.fromEntries(lines.map(line => [line.split('=', 1)[0] ?? '', line.replace(/^[^=]*=/, '')]))
  }

  /** A file or folder of the context that was built. */
  inContext(name: string): string {
    return path.join(this.#folder, 'context', name)
  }

  restore(): void {
    process.env['PATH'] = this.#path
  }

  #put(name: string, text: string): void {
    fs.writeFileSync(path.join(this.#folder, name), text)
  }

  #text(name: string): string {
    const file = path.join(this.#folder, name)
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
  }
}

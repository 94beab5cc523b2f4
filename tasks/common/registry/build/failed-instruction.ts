/** `Step 3/9 : RUN x` of docker, `STEP 3/9: RUN x` and, with several stages, `[2/2] STEP 3/9: RUN x` of buildah and podman. */
const STEP = /^(?:\[\d+\/\d+\] )?step (\d+)\/(\d+) ?: (.*)$/i
/** `#7 [dependencies 3/4] RUN x` of BuildKit. */
const VERTEX = /^#(\d+) \[(?:[^\]]*? )?(\d+)\/(\d+)\] (.*)$/
const ERROR = /^#(\d+) ERROR\b/

/** The instruction at which a build stopped. BuildKit names it; others stop at the last one that they print. */
export function failedInstruction(log: readonly string[]): string | undefined {
  const failed = ERROR.exec(log.find(line => ERROR.test(line)) ?? '')?.[1]
  const vertex = log.map(line => VERTEX.exec(line)).find(match => match !== null && match[1] === failed)
  if (vertex) return describe(vertex[2], vertex[3], vertex[4])
  const last = STEP.exec(log.findLast(line => STEP.test(line)) ?? '')
  return last ? describe(last[1], last[2], last[3]) : undefined
}

const describe = (number = '', total = '', instruction = ''): string =>
  `step ${number} of ${total}: ${shortened(instruction.trim())}`

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)} ...` : text)

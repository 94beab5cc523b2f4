// Runs beside local Azure and outlives it by a moment: when the pipe from local Azure closes, however that came about,
// every process group that it had registered and not released is killed. Plain JavaScript, so that Node alone runs it.
import { createInterface } from 'node:readline'

const groups = new Set()

for await (const line of createInterface({ input: process.stdin })) {
  const group = Number(line.slice(1))
  if (line.startsWith('+')) groups.add(group)
  else groups.delete(group)
}

for (const group of groups) {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') console.error(error.message)
  }
}

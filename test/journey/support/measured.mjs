// Loaded before a task: its waits between polls pass a thousand times faster, and at its end it writes down the most
// memory that it ever held. Longer waits are deadlines, which stay as they are.
import fs from 'node:fs'
import process from 'node:process'

const LONGEST_POLL = 5000
const realSetTimeout = globalThis.setTimeout

globalThis.setTimeout = (callback, delay = 0, ...rest) =>
  realSetTimeout(callback, delay <= LONGEST_POLL ? delay / 1000 : delay, ...rest)

process.on('exit', () => {
  fs.writeFileSync(process.env.MEASURED_FILE, JSON.stringify(process.resourceUsage()))
})

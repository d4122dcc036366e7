import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { useTowns } from '../../test/support/town.ts'
import { takeTurns } from './taking-turns.ts'

const towns = useTowns(import.meta.url)

/** The scheduling policy that the system keeps for a process: field 41 of its line, 0 for the usual one and 3 for SCHED_BATCH. */
const policyOf = (pid: number): number => Number(/\) (.*)$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8').trim())![1]!.split(' ')[38])

test('a process takes turns once it is told to, and what it starts does so too', async () => {
  const child = spawn('sh', ['-c', 'read go; sleep 60 & echo $!; wait'], { stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    const before = policyOf(child.pid!)
    await takeTurns(child.pid!)
    const started = new Promise<number>((resolve) => { child.stdout.once('data', (line: Buffer) => { resolve(Number(line.toString())) }) })
    child.stdin.write('go\n')
    const grandchild = await started
    expect([before, policyOf(child.pid!), policyOf(grandchild)]).toEqual([policyOf(process.pid), 3, 3])
    process.kill(grandchild)
  } finally {
    child.kill()
  }
})

test('a process that has gone stops nobody', async () => {
  await expect(takeTurns(2 ** 22 + 1)).resolves.toBeUndefined()
})

test('every connection of the embedded database takes turns', async () => {
  const [backend] = await towns.ask<{ pid: number }>('select pg_backend_pid() as pid')
  expect(policyOf(backend!.pid)).toBe(3)
})

import { setTimeout as sleep } from 'node:timers/promises'
import { expect, inject, test } from 'vitest'
import { withClient } from './roles.ts'

test('a connection that dies while nothing is asked of it fails the next question and not the program', async () => {
  const url = inject('adminUrl')
  const asked = withClient(url, async (client) => {
    const { rows: [own] } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    await withClient(url, async (other) => { await other.query('select pg_terminate_backend($1)', [own?.pid]) })
    await sleep(100)
    await client.query('select 1')
  })
  await expect(asked).rejects.toThrow()
})

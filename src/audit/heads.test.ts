import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testKey } from '../../test/support/key.ts'
import type { Instant } from '../kernel/plain-date.ts'
import { openHeads, signingKey } from './heads.ts'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'yakuba-heads-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

const head = { code: '992011', day: '2026-04-01', seq: 0, chainDigest: '00', at: '2026-04-01T01:00:00Z' as Instant }

test('a sealer that is stopped after the first head, before its roster, goes on from there', async () => {
  const key = signingKey(testKey)
  await openHeads(folder, key).keep(head)
  const next = openHeads(folder, key)
  expect(await next.trusted('992011')).toMatchObject(head)
  await next.keep({ ...head, code: '993018' })
  expect(await openHeads(folder).faultsOf('993018')).toEqual([])
})

test('a head whose roster was taken away is still a fault', async () => {
  const key = signingKey(testKey)
  await openHeads(folder, key).keep(head)
  rmSync(join(folder, 'roster.json'))
  expect(await openHeads(folder).faultsOf('992011')).toEqual([expect.stringContaining('先端の一覧')])
  await expect(openHeads(folder, key).keep({ ...head, day: '2026-04-02' })).rejects.toThrow('heads-broken')
})

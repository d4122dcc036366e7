import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { refusalCatalogue } from '../../kernel/outcome.ts'
import { sql } from '../db/db.ts'
import { nextNumber } from '../number/index.ts'
import { stopwatch } from '../clock/index.ts'
import { command } from './define.ts'
import { ActorHasChanged, type Caller } from './runner.ts'
import { done, type Actor, type Tx } from './tx.ts'

const towns = useTowns(import.meta.url)
const { refuse } = refusalCatalogue('trial', { 'too-late': { message: '受付は終わりました。', remedy: 'あすもう一度お越しください。' } })

const takeTicket = command({
  name: 'trial.take-ticket', title: '番号札を取る', permission: 'tenancy.read', description: 'Takes a number.',
  input: z.strictObject({ late: z.boolean() }), output: z.object({ number: z.number() }),
  async run(tx, input) {
    const number = await nextNumber(tx, 'ticket')
    if (input.late) return refuse('too-late', { field: '/late' })
    return done({ number }, { events: [{ name: 'trial.ticket-taken', version: 1, effectiveOn: plainDate('2026-04-01'), subjectIds: [], payload: { number } }] })
  },
  async example() { return { late: false } },
})

describe('the command runner', () => {
  test('the same key and input gives the first outcome, and the number is taken once', async () => {
    const key = randomUUID()
    const first = valueOf(await towns.a.run(takeTicket, { late: false }, { key }))
    const second = await towns.a.run(takeTicket, { late: false }, { key })
    expect(second).toMatchObject({ ok: true, repeated: true, value: first })
  })

  test('the same key with another input is refused', async () => {
    const key = randomUUID()
    await towns.a.run(takeTicket, { late: false }, { key })
    expect(codesOf(await towns.a.run(takeTicket, { late: true }, { key }))).toEqual(['command.key-reused'])
  })

  test('twenty presses of one key at once take one number', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => towns.a.run(takeTicket, { late: false }, { key })))
    expect(new Set(answers.map((answer) => valueOf(answer).number)).size).toBe(1)
  })

  test('a press that began with the town as it was read last begins anew where a word of the town has changed, and is carried out once', async () => {
    const seen: string[] = []
    const tellPhone = command({
      name: 'trial.tell-phone', title: '電話番号を言う', permission: 'tenancy.read', description: 'Says the number of the town.', input: z.strictObject({}), output: z.object({ phone: z.string() }),
      async run(tx) { seen.push(tx.office.phone); await nextNumber(tx, 'phone'); return done({ phone: tx.office.phone }) },
      async example() { return {} },
    })
    const before = valueOf(await towns.a.run(tellPhone, {})).phone
    await towns.ask("update tenancy.municipality set phone = '0899-11-2233' where tenant_id = $1", [towns.a.tenant])
    expect(valueOf(await towns.a.run(tellPhone, {})).phone).toBe('0899-11-2233')
    expect(valueOf(await towns.a.run(tellPhone, {})).phone).toBe('0899-11-2233')
    expect(seen).toEqual([before, before, '0899-11-2233', '0899-11-2233'])
    expect(await towns.a.tx((tx) => nextNumber(tx, 'phone'))).toBe(4)
  })

  test('a request that began with its actor as read last is answered only where the actor read in it is the very same, and leaves nothing behind otherwise', async () => {
    const { runner } = towns.yakuba
    const guest = staffMember(towns.yakuba, { permissions: [] })
    const left = async () => await towns.ask("select (select count(*) from audit.entry) as entries, (select count(*) from platform.command) as keys")
    const press = async (actor: Actor, late: boolean, now: Actor | undefined) => await runner.run({ ...towns.a.caller(actor), readActorAgain: async () => now }, { command: takeTicket, input: { late }, key: randomUUID() })
    const { number } = valueOf(await towns.a.run(takeTicket, { late: false }))
    const before = await left()
    for (const [actor, late] of [[towns.a.actor, false], [towns.a.actor, true], [guest, false]] as const) {
      for (const now of [undefined, { ...actor, name: '改姓　花子' }]) await expect(press(actor, late, now)).rejects.toBeInstanceOf(ActorHasChanged)
    }
    await expect(runner.confirm({ ...towns.a.caller(), readActorAgain: async () => undefined })).rejects.toBeInstanceOf(ActorHasChanged)
    expect(await left()).toEqual(before)
    expect(valueOf(await press(towns.a.actor, false, towns.a.actor)).number).toBe(number + 1)
  })

  test('a refused command changes nothing, and leaves a row in the trail', async () => {
    const before = valueOf(await towns.a.run(takeTicket, { late: false })).number
    expect(codesOf(await towns.a.run(takeTicket, { late: true }))).toEqual(['trial.too-late'])
    expect(valueOf(await towns.a.run(takeTicket, { late: false })).number).toBe(before + 1)
    const rows = await towns.a.tx((tx) => tx.db.many<{ outcome: string }>(sql`select outcome from audit.entry where tenant_id = ${tx.tenant} and output = 'trial.take-ticket'`))
    expect(rows.map((row) => row.outcome)).toContain('refused:trial.too-late')
  })

  test('a refused press that is repeated has the same answer, and one row in the trail', async () => {
    const key = randomUUID()
    const rows = async () => (await towns.a.tx((tx) => tx.db.one<{ n: number }>(sql`select count(*) as n from audit.entry where tenant_id = ${tx.tenant} and outcome = 'refused:trial.too-late'`))).n
    const before = await rows()
    for (const _press of [1, 2, 3]) expect(codesOf(await towns.a.run(takeTicket, { late: true }, { key }))).toEqual(['trial.too-late'])
    expect(await rows()).toBe(before + 1)
  })

  test('a dry run keeps nothing but what it showed', async () => {
    const before = valueOf(await towns.a.run(takeTicket, { late: false })).number
    const dry = await towns.a.run(takeTicket, { late: false }, { dry: true })
    expect(dry).toMatchObject({ ok: true, value: { number: before + 1 } })
    expect(valueOf(await towns.a.run(takeTicket, { late: false })).number).toBe(before + 1)
  })

  test('a staff member without the permission is stopped', async () => {
    const guest = staffMember(towns.yakuba, { permissions: [] })
    expect(codesOf(await towns.a.run(takeTicket, { late: false }, { actor: guest }))).toEqual(['command.forbidden'])
  })

  test('bad input is refused by field, in Japanese', async () => {
    const answer = await towns.a.run(takeTicket, { late: 'no', more: 1 })
    expect(answer).toMatchObject({ ok: false, reason: 'input', refusals: [{ field: '/late' }, { message: expect.stringContaining('more') }] })
  })

  test('the two towns count apart and see nothing of each other', async () => {
    const seen = await towns.b.tx((tx) => tx.db.one<{ n: number }>(sql`select count(*) as n from platform.command`))
    expect(seen.n).toBe(0)
    expect(valueOf(await towns.b.run(takeTicket, { late: false })).number).toBe(1)
  })

  test('an event stands in the outbox in the same transaction', async () => {
    const events = await towns.b.tx((tx) => tx.db.many(sql`select name, payload from platform.outbox where tenant_id = ${tx.tenant}`))
    expect(events).toEqual([{ name: 'trial.ticket-taken', payload: { number: 1 } }])
  })

  test('work of the system stands still while somebody of any town is answered, and an answer never waits for itself', async () => {
    const order: string[] = []
    const system: Caller = { ...towns.b.caller(), actor: { ...towns.b.actor, kind: 'system' } }
    const begun = new EventEmitter()
    const workForAWhile = async (tx: Tx): Promise<void> => {
      begun.emit('work')
      for (const worked = stopwatch(); worked() < 0.2;);
      await tx.giveWay()
      order.push('work')
    }
    const working = await towns.a.tx(async (tx) => {
      const isBegun = once(begun, 'work')
      const all = [towns.yakuba.runner.transaction(system, workForAWhile)]
      await isBegun
      await tx.giveWay()
      await sleep(20)
      order.push('answer')
      return all
    })
    await Promise.all(working)
    expect(order).toEqual(['answer', 'work'])
  })
})

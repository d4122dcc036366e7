import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listSeams } from '../../../kernel/period.ts'
import { addDays, plainDate, type Instant, type PlainDate } from '../../../kernel/plain-date.ts'
import { blankFacts, type PersonFacts, type Snapshot, type Source } from '../../model.ts'
import { applyChanges, firstSnapshot, snapshotOn, type Change } from '../../rules/history.ts'
import { actsOf, believedBefore, believedNow, markCancelled, replayWithout, stepTo, type Cancelled } from './replay.ts'

const start = plainDate('2010-04-01')
const today = addDays(start, 6000)
const source = (notificationId: string | null): Source => ({ event: 'relocate-within', notificationId, notifiedOn: null, evidence: null })
const facts: PersonFacts = {
  ...blankFacts, name: '見本　太郎', kana: 'ミホン　タロウ', birth: { calc: plainDate('1980-01-01'), unknown: 'none', wording: null }, sex: 'male', householdId: 'h', relationship: 'head', memberOrder: 1,
  address: { postalCode: null, townBlockId: null, town: '一丁目', number: '1番', building: null, room: null }, addressFixedOn: start, becameResidentOn: start, becameResidentEvent: 'move-in-domestic',
}
const at = (minute: number): Instant => `2026-04-01T00:${String(minute).padStart(2, '0')}:00.000Z` as Instant
const first = firstSnapshot('p', { from: start, facts, source: source(null) }, at(0))

/** A register of one person in which filings are recorded and cancelled, one a minute. */
class Register {
  history: readonly Snapshot[] = [first]
  cancelled: Cancelled[] = []
  minute = 0

  file(id: string, changes: readonly Omit<Change, 'personId' | 'source'>[]): void {
    this.write((believed, instant) => applyChanges(believed, changes.map((change) => ({ ...change, personId: 'p', source: source(id) })), instant))
  }

  cancel(id: string): readonly string[] {
    const replayed = replayWithout(this.history, { now: new Map([[id, null]]), before: this.cancelled })
    const wanted = markCancelled(this.history, replayed, { source: { notificationId: `c${id}`, notifiedOn: null, evidence: null }, today })
    const { history } = this
    this.write((_believed, instant) => stepTo(history, wanted, instant))
    this.cancelled.push({ notificationId: id, byId: `c${id}`, personIds: null })
    return replayed.misfits.map((one) => one.why)
  }

  private write(step: (believed: readonly Snapshot[], instant: Instant) => ReturnType<typeof applyChanges>): void {
    this.minute += 1
    const { closed, added } = step(believedNow(this.history), at(this.minute))
    this.history = [...this.history.map((row) => (closed.includes(row) ? { ...row, recordedTo: at(this.minute) } : row)), ...added]
  }

  /** What is believed of each day on which anything begins. */
  believed(rows = believedNow(this.history)): readonly (readonly [PlainDate, PersonFacts | undefined])[] {
    return [...new Set(this.history.map((row) => row.validFrom))].sort().map((day) => [day, snapshotOn(rows, day)?.facts] as const)
  }
}

const field = fc.constantFrom('furigana' as const, 'relationship' as const, 'previousAddress' as const, 'commonName' as const)
const filing = fc.array(fc.record({ days: fc.integer({ min: 0, max: 6000 }), field, isInPlace: fc.boolean() }), { minLength: 1, maxLength: 3 })
/** Filings with values of their own, so that no two say the same; now and then one ends the record. A correction in place leaves a mark, as `correction.ts` does. */
const filings = fc.array(fc.record({ changes: filing, endsOn: fc.option(fc.integer({ min: 1, max: 6000 }), { freq: 8 }) }), { maxLength: 7 })

function record(register: Register, list: readonly { readonly changes: readonly { readonly days: number; readonly field: string; readonly isInPlace: boolean }[]; readonly endsOn: number | null }[], skip: readonly number[] = []): readonly string[] {
  return list.flatMap(({ changes, endsOn }, index) => {
    const isOver = believedNow(register.history).some((row) => row.facts.status !== 'resident')
    if (skip.includes(index) || isOver) return []
    const made = changes.map((one, no) => ({ from: addDays(start, one.days), patch: { [one.field]: `${index}-${no}` }, isInPlace: one.isInPlace }))
    const mark = changes.some((one) => one.isInPlace) ? [{ from: today, patch: {} }] : []
    const end = endsOn === null ? [] : [{ from: addDays(start, endsOn), patch: { status: 'dead' as const }, isFinal: true }]
    register.file(String(index), endsOn === null ? [...made, ...mark] : end)
    return [String(index)]
  })
}

test('any filings, cancelled in reverse, give the first state on every day, and every row that was recorded is still there as it was', () => {
  fc.assert(fc.property(filings, (list) => {
    const register = new Register()
    const ids = record(register, list)
    const before = register.history
    for (const id of ids.toReversed()) register.cancel(id)
    expect(new Set(register.believed().map(([, one]) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(facts)]))
    expect(register.history.slice(0, before.length).map(({ recordedTo: _to, ...row }) => row)).toEqual(before.map(({ recordedTo: _to, ...row }) => row))
    expect(register.history.filter((row) => row.source.event.startsWith('cancellation-')).length).toBeGreaterThanOrEqual(ids.length)
  }))
})

test('cancelled filings leave the register as if they had never been recorded, in whatever order they fell, later filings included', () => {
  const plain = filings.map((list) => list.map((one) => ({ ...one, endsOn: null, changes: one.changes.map((change) => ({ ...change, isInPlace: false })).slice(0, 1) })))
  fc.assert(fc.property(plain, fc.uniqueArray(fc.nat(6), { maxLength: 3 }), (list, which) => {
    const falling = which.filter((one) => one < list.length)
    const [cancelled, never] = [new Register(), new Register()]
    record(cancelled, list)
    record(never, list, falling)
    for (const index of falling) expect(cancelled.cancel(String(index))).toEqual([])
    for (const [day, one] of cancelled.believed()) expect(one).toEqual(snapshotOn(believedNow(never.history), day)?.facts)
  }), { numRuns: 300 })
})

test('after any cancellations the believed history has neither gap nor overlap, one open end, and no number and version twice', () => {
  fc.assert(fc.property(filings, fc.array(fc.nat(6), { maxLength: 7 }), (list, order) => {
    const register = new Register()
    const ids = record(register, list)
    for (const index of new Set(order.filter((one) => one < ids.length))) register.cancel(ids[index]!)
    const believed = believedNow(register.history)
    expect(listSeams(believed.map((row) => ({ from: row.validFrom, until: row.validTo })))).toEqual([])
    expect(believed.filter((row) => row.validTo === null)).toHaveLength(1)
    const keys = register.history.map((row) => `${row.historyNo}/${row.version}`)
    expect(new Set(keys).size).toBe(keys.length)
  }))
})

test('what was known at any moment is answered as it was known then, also across cancellations', () => {
  fc.assert(fc.property(filings, fc.nat(14), (list, moment) => {
    const register = new Register()
    const ids = record(register, list)
    const known = [{ rows: believedNow(register.history), minute: register.minute }]
    for (const id of ids.toReversed()) {
      register.cancel(id)
      known.push({ rows: believedNow(register.history), minute: register.minute })
    }
    const { rows, minute } = known[moment % known.length]!
    expect(register.believed(believedBefore(register.history, at(minute + 1)))).toEqual(register.believed(rows))
  }))
})

test('a history falls into one act a filing, in the order of recording, with the first day of each', () => {
  const register = new Register()
  register.file('a', [{ from: plainDate('2020-05-01'), patch: { furigana: 'ア' } }])
  register.file('b', [{ from: plainDate('2018-05-01'), patch: { commonName: 'イ' } }, { from: plainDate('2019-05-01'), patch: { commonName: 'ウ' } }])
  expect(actsOf(register.history).map((act) => [act.notificationId, act.from, act.rows.map((row) => row.historyNo)])).toEqual([[null, start, [1]], ['a', '2020-05-01', [2]], ['b', '2018-05-01', [3, 4]]])
})

test('a filing that stays but needs what is cancelled is named, not dropped', () => {
  const register = new Register()
  register.file('leaves', [{ from: plainDate('2020-05-01'), patch: { status: 'moved-out', ceasedOn: plainDate('2020-05-01') } }])
  register.file('returns', [{ from: plainDate('2022-05-01'), patch: { status: 'resident', ceasedOn: null } }])
  expect(register.cancel('leaves')).toEqual(['other-status'])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, plainDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { listSeams } from '../../kernel/period.ts'
import { blankFacts, type PersonFacts, type Snapshot, type Source } from '../model.ts'
import { afterStep, applyChange, applyChanges, differenceOf, firstSnapshot, snapshotOn, type Change } from './history.ts'

const start = plainDate('2010-04-01')
const source: Source = { event: 'relocate-within', notificationId: null, notifiedOn: null, evidence: null }
const address = (town: string): PersonFacts['address'] => ({ postalCode: null, townBlockId: null, town, number: '1番', building: null, room: null })
const facts: PersonFacts = {
  ...blankFacts, name: '見本　太郎', kana: 'ミホン　タロウ', birth: { calc: plainDate('1980-01-01'), unknown: 'none', wording: null }, sex: 'male', householdId: 'h', relationship: 'head', memberOrder: 1,
  address: address('一丁目'), addressFixedOn: start, becameResidentOn: start, becameResidentEvent: 'move-in-domestic',
}
const at = (minute: number): Instant => `2026-04-01T00:${String(minute).padStart(2, '0')}:00.000Z` as Instant
const first = firstSnapshot('p', { from: start, facts, source: { ...source, event: 'move-in-domestic' } }, at(0))

/** The whole history after changes recorded one after another: what is believed and what was replaced. */
function recordAll(changes: readonly Change[]): { history: Snapshot[]; believed: readonly Snapshot[] } {
  let history: Snapshot[] = [first]
  let believed: readonly Snapshot[] = [first]
  changes.forEach((change, index) => {
    const step = applyChange(believed, change, at(index + 1))
    const closed = new Set(step.closed)
    history = [...history.map((one) => (closed.has(one) ? { ...one, recordedTo: at(index + 1) } : one)), ...step.added]
    believed = history.filter((one) => one.recordedTo === null)
  })
  return { history, believed }
}

const change = (from: string, patch: Partial<PersonFacts>, isFinal = false): Change => ({ personId: 'p', from: plainDate(from), patch, source, isFinal })

test('a structured item whose keys come in another order has not changed', () => {
  const card = { category: 'mid-to-long-term', statusOfResidence: '定住者', periodOfStay: '3年', expiresOn: plainDate('2027-03-31'), cardNumber: 'AB12345678CD' } as const
  const { cardNumber, ...others } = card
  expect(differenceOf({ ...facts, immigration: card }, { ...facts, immigration: { cardNumber, ...others } })).toEqual({})
  expect(differenceOf({ ...facts, immigration: card }, { ...facts, immigration: { ...card, periodOfStay: '5年' } })).toEqual({ immigration: { ...card, periodOfStay: '5年' } })
})

test('a relocation ends the old snapshot on its day and begins the next one', () => {
  const { history, believed } = recordAll([change('2020-05-01', { address: address('二丁目') })])
  expect(history.map((one) => [one.historyNo, one.version, one.validFrom, one.validTo, one.recordedTo !== null])).toEqual([
    [1, 1, '2010-04-01', null, true], [1, 2, '2010-04-01', '2020-05-01', false], [2, 1, '2020-05-01', null, false],
  ])
  expect(snapshotOn(believed, plainDate('2020-04-30'))?.facts.address.town).toBe('一丁目')
  expect(snapshotOn(believed, plainDate('2020-05-01'))?.facts.address.town).toBe('二丁目')
})

test('a retroactive relocation is carried into later snapshots that say nothing else, and stops where a later address stands', () => {
  const { believed } = recordAll([change('2020-05-01', { furigana: 'ミホン　タロウ' }), change('2022-05-01', { address: address('三丁目') }), change('2018-05-01', { address: address('二丁目') })])
  expect(believed.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1)).map((one) => [one.validFrom, one.facts.address.town, one.facts.furigana])).toEqual([
    ['2010-04-01', '一丁目', null], ['2018-05-01', '二丁目', null], ['2020-05-01', '二丁目', 'ミホン　タロウ'], ['2022-05-01', '三丁目', 'ミホン　タロウ'],
  ])
})

test('a death takes back what had been entered for later days', () => {
  const { believed } = recordAll([change('2026-06-01', { status: 'moved-out', ceasedOn: plainDate('2026-06-01') }), change('2026-04-01', { status: 'dead', ceasedOn: plainDate('2026-04-01') }, true)])
  expect(snapshotOn(believed, plainDate('2027-01-01'))?.facts.status).toBe('dead')
  expect(believed.filter((one) => one.validTo === null)).toHaveLength(1)
})

test('two changes of one act on the same day are written once, with both in force', () => {
  const step = applyChanges([first], [change('2026-04-01', { plannedMoveOutOn: plainDate('2026-06-01') }), change('2026-06-01', { status: 'moved-out' })], at(1))
  const believed = afterStep([first], step)
  expect(step.closed).toEqual([first])
  expect(believed.map((one) => [one.validFrom, one.validTo, one.facts.status])).toEqual([['2010-04-01', '2026-04-01', 'resident'], ['2026-04-01', '2026-06-01', 'resident'], ['2026-06-01', null, 'moved-out']])
})

const patches: Readonly<Record<'town' | 'furigana' | 'relationship', (value: string) => Partial<PersonFacts>>> = { town: (value) => ({ address: address(value) }), furigana: (value) => ({ furigana: value }), relationship: (value) => ({ relationship: value }) }

const changes = fc.array(fc.record({
  days: fc.integer({ min: 0, max: 6000 }), field: fc.constantFrom('town' as const, 'furigana' as const, 'relationship' as const), value: fc.constantFrom('甲', '乙', '丙'),
}), { maxLength: 8 }).map((list) => list.map(({ days, field, value }): Change => ({
  personId: 'p', from: addDays(start, days), source, patch: patches[field](value),
})))

test('whatever is entered in whatever order, the believed history has neither gap nor overlap and exactly one open end', () => {
  fc.assert(fc.property(changes, (list) => {
    const { believed } = recordAll(list)
    expect(listSeams(believed.map((one) => ({ from: one.validFrom, until: one.validTo })))).toEqual([])
    expect(believed.filter((one) => one.validTo === null)).toHaveLength(1)
  }))
})

test('replaying the history as it was known at any moment gives what was believed then, and at the end today\'s record', () => {
  fc.assert(fc.property(changes, fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 6000 }), (list, moment, days) => {
    const day: PlainDate = addDays(start, days)
    const known = recordAll(list.slice(0, moment))
    const later = recordAll(list)
    const then = at(Math.min(moment, list.length))
    expect(snapshotOn(later.history, day, then)?.facts).toEqual(snapshotOn(known.believed, day)?.facts)
    expect(snapshotOn(later.history, day, at(59))?.facts).toEqual(snapshotOn(later.believed, day)?.facts)
  }))
})

test('nothing that was ever recorded is lost or changed but for the moment it was replaced', () => {
  fc.assert(fc.property(changes, (list) => {
    const { history } = recordAll(list)
    const keys = history.map((one) => `${one.historyNo}/${one.version}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(history[0]?.facts).toEqual(first.facts)
  }))
})

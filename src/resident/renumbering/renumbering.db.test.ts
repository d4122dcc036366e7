import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate, type Instant } from '../../kernel/plain-date.ts'
import { nextAddresseeNumber } from '../../kernel/check-digit.ts'
import { newId } from '../../platform/crypto/index.ts'
import { withClient } from '../../platform/db/roles.ts'
import { readPages } from '../../platform/document/index.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import { runPage } from '../../platform/job/engine.ts'
import { csvFile } from '../../platform/spreadsheet/index.ts'
import { insertRegister, type RegisterPerson } from '../bulk/store.ts'
import { cancelEvent, registerFamilyRegisterChange, registerMovingOut, registerRelocation, submitNotification } from '../commands.ts'
import { addressText, blankFacts } from '../model.ts'
import { numberWidth } from '../number/width.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { findPersonOn, listHistory, listTownBlocks } from '../queries.ts'
import { addressColumns, townColumns } from './files.ts'
import { extractRenumbering, openRenumbering, takeRenumberingLines, takeRenumberingTowns, withdrawRenumbering } from './commands.ts'
import { streetRenumbering } from './jobs.ts'
import { renumberingNotices } from './notices.ts'
import { listAddressChanges } from './store.ts'
import { renumberingSheet, showRenumbering } from './views.ts'

/** A town of 1,200 people gets house numbers: by file, approved by a second officer, page by page, and taken back. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const doors = doorsOf(streetRenumbering)
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const people: string[][] = []
const file = (rows: readonly (readonly string[])[]) => Buffer.from(csvFile(rows, 'utf-8').bytes).toString('base64')
const changes = (cells: Partial<Record<(typeof townColumns)[number], string>>[]) => file([[...townColumns], ...cells.map((row) => townColumns.map((column) => row[column] ?? ''))])
const whole = { 旧町名: '字浜畑', 新町名: '港本町一丁目', 新町名のカナ: 'ミナトホンチョウ１チョウメ', 新郵便番号: '999-0101', 新町字ID: '0009001', 住居表示の別: '住居表示', 旧町名を閉じる: 'はい' }
const now = (personId: string) => towns.a.tx((tx) => findPersonOn(tx, personId))
const inCharge = () => towns.a.actor
const clerk = () => staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => name !== 'resident.release') })

/** 400 households of three at lots of one town. */
beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      await tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values (${tx.tenant}, '0001001', '字浜畑', 'アザハマハタ', '9990100', 'lot')`)
      let serial = 0
      const next = () => { const one = nextAddresseeNumber(serial + 1, numberWidth); serial = one.serial; return one.number }
      const households = Array.from({ length: town === towns.a ? 400 : 2 }, (_one, index) => ({ householdId: newId(), householdNumber: String(index + 1).padStart(numberWidth, '0') }))
      const since = plainDate('2015-04-01')
      const persons = households.flatMap(({ householdId }, index) => ['head', 'wife', 'child'].map((relationship, order): RegisterPerson => {
        const personId = newId()
        const facts = {
          ...blankFacts, name: `浜畑　${'一二三'[order]}`, kana: 'ハマハタ　イチ', birth: { calc: plainDate(order === 2 ? '2010-05-05' : '1970-05-05'), unknown: 'none' as const, wording: null }, sex: order === 1 ? 'female' as const : 'male' as const, householdId, relationship, memberOrder: order + 1,
          address: { postalCode: '9990100', townBlockId: '0001001', town: '字浜畑', number: `${index + 1}番地`, building: index === 7 ? '浜荘' : null, room: index === 7 ? '201' : null }, addressFixedOn: since, becameResidentOn: since, becameResidentEvent: 'taken-over' as const, previousAddress: '汐音県汐見市字浜畑9番地', registeredDomicile: '汐音県汐見市字浜畑1番地', familyRegisterHead: '浜畑　一',
        }
        return { personId, addresseeNumber: next(), individualNumber: null, residentCode: null, history: [{ personId, historyNo: 1, version: 1, validFrom: since, validTo: null, recordedAt: '2015-04-01T03:00:00.000Z' as Instant, recordedTo: null, source: { event: 'taken-over' as const, notificationId: null, notifiedOn: null, evidence: null }, facts }] }
      }))
      if (town === towns.a) for (let at = 0; at < persons.length; at += 3) people.push(persons.slice(at, at + 3).map((person) => person.personId))
      await insertRegister(tx, { households, persons })
    })
  }
}, 120_000)

/** The worker acts for nobody in charge. */
const worker = () => staffMember(towns.yakuba, { permissions: [] })
const made = { renumberingId: '', runId: '' }

async function workThrough(): Promise<number> {
  let pages = 1
  while (await towns.a.tx((tx) => runPage(tx, streetRenumbering, made.runId), worker()) === 'more') pages += 1
  return pages
}

test('the dictionary file is refused as a whole, each fault by its line and column', async () => {
  made.renumberingId = valueOf(await towns.a.run(openRenumbering, { kind: 'residential-indication', title: '字浜畑の住居表示', announcement: '令和8年告示第12号', effectiveOn: '2026-11-24' })).renumberingId
  expect(codesOf(await towns.a.run(extractRenumbering, made.renumberingId === '' ? {} : { renumberingId: made.renumberingId }))).toEqual(['resident.renumbering-without-towns'])
  const answer = await towns.a.run(takeRenumberingTowns, { renumberingId: made.renumberingId, fileBase64: changes([whole, { 旧町名: '字山畑', 新町名: '港本町一丁目', 新郵便番号: '12' }, { 旧町名: '字浜畑', 新町名: '字浜畑' }, { 旧町名: '字浜畑', 旧番地: '3番地', 新町名: '新港町' }]) })
  expect(answer.ok ? [] : answer.refusals.map((refusal) => [refusal.line, refusal.field, refusal.code.replace('resident.renumbering-', '')])).toEqual([
    [3, '旧町名', 'town-unknown'], ...['新町名のカナ', '新町字ID', '住居表示の別'].map((column) => [3, column, 'field-missing']), [3, '新郵便番号', 'value-wrong'], [3, '新町名', 'towns-differ'],
    [4, '新町名', 'changes-nothing'], [4, '旧町名', 'twice'], ...['新町名のカナ', '新郵便番号', '新町字ID', '住居表示の別'].map((column) => [5, column, 'field-missing']),
  ])
  expect(valueOf(await towns.a.ask(showRenumbering, { renumberingId: made.renumberingId })).towns).toEqual([])
  expect(valueOf(await towns.a.run(takeRenumberingTowns, { renumberingId: made.renumberingId, fileBase64: changes([whole]) })).lines).toBe(1)
})

test('whoever is protected is in no file of a clerk, and the sheet carries a stamp a person', async () => {
  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(people[390]![0]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]) })
  expect(valueOf(await towns.a.run(extractRenumbering, { renumberingId: made.renumberingId }, { actor: inCharge() })).persons).toBe(1200)
  const sheet = valueOf(await towns.a.ask(renumberingSheet, { renumberingId: made.renumberingId }, clerk()))
  expect([sheet.rows.length, sheet.withheld, new Set(sheet.rows.map((row) => row.cells.at(-1))).size]).toEqual([1199, 1, 1199])
})

test('the file of new numbers is refused as a whole when a row is not of this extraction, and taken when all are', async () => {
  const sheet = valueOf(await towns.a.ask(renumberingSheet, { renumberingId: made.renumberingId }))
  const rows = sheet.rows.map(({ cells }) => cells.map((cell, index) => (addressColumns[index] === '新番号' ? `${Math.ceil(Number(cells[4]!.replace('番地', '')) / 20)}番${Number(cells[4]!.replace('番地', ''))}号` : cell)))
  const bad = rows.map((row) => [...row])
  bad[1]![11] = 'xxxx'
  bad[2]![7] = '別の町'
  bad[3]![8] = ''
  const answer = await towns.a.run(takeRenumberingLines, { renumberingId: made.renumberingId, fileBase64: file([addressColumns, ...bad]) })
  expect(answer.ok ? [] : answer.refusals.map((refusal) => [refusal.line, refusal.field])).toEqual([[3, '状態印'], [4, '新町名'], [5, '新番号']])
  expect(valueOf(await towns.a.run(takeRenumberingLines, { renumberingId: made.renumberingId, fileBase64: file([addressColumns, ...rows]) })).persons).toBe(1200)
})

test('RR A-60: house numbers for 1,200 persons by CSV, 3 of them changed since the extraction: 1,197 are updated as a minor amendment, 3 are listed, and nothing is overwritten', async () => {
  const [married, moved, leaving] = [people[0]![2]!, people[1]!, people[2]!]
  valueOf(await towns.a.run(registerFamilyRegisterChange, { ...filed, changedOn: '2026-11-24', cause: 'marriage', persons: [{ personId: married, name: '浜畑　四', furigana: 'ハマハタ　シ' }] }))
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-24', personIds: [moved[2]!], address: { postalCode: null, townBlockId: null, town: '白鷺二丁目', number: '5番', building: null, room: null }, household: { kind: 'new' }, relationships: [{ personId: moved[2]!, relationship: 'head' }], acknowledged: [{ code: 'resident.confirm-town-unknown', field: '/address/town', reason: '確かめた' }] }))
  valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-12-10', personIds: [leaving[2]!], to: { kind: 'domestic', address: '汐音県北浜市東雲町二丁目5番10号' } }))
  const before = await Promise.all([married, moved[2]!, leaving[2]!].map(async (id) => await towns.a.tx((tx) => listHistory(tx, id))))
  expect(valueOf(await towns.a.ask(showRenumbering, { renumberingId: made.renumberingId })).counts).toMatchObject({ all: 1200, ready: 1197, listed: 3 })

  made.runId = valueOf(await towns.a.run(doors.open, { renumberingId: made.renumberingId })).runId
  await towns.a.tx((tx) => runPage(tx, streetRenumbering, made.runId), worker())
  valueOf(await towns.a.run(doors.cancel, { runId: made.runId }))
  expect(await workThrough()).toBe(1)
  valueOf(await towns.a.run(doors.resume, { runId: made.runId }))
  await workThrough()
  const approver = staffMember(towns.yakuba)
  expect(valueOf(await towns.a.ask(showRenumbering, { renumberingId: made.renumberingId }, approver)).counts.ready).toBeNull()
  expect(codesOf(await towns.a.run(doors.approve, { runId: made.runId, total: 1197 }))).toEqual(['batch.own-run'])
  expect(codesOf(await towns.a.run(doors.approve, { runId: made.runId, total: 1200 }, { actor: approver }))).toEqual(['batch.total-differs'])
  expect(addressText((await now(people[3]![0]!))!.address)).toBe('字浜畑4番地')
  valueOf(await towns.a.run(doors.approve, { runId: made.runId, total: 1197 }, { actor: approver }))
  expect(await workThrough()).toBeGreaterThan(1)

  expect(valueOf(await towns.a.ask(showRenumbering, { renumberingId: made.renumberingId })).counts).toMatchObject({ all: 1200, updated: 1197, listed: 3 })
  const person = (await now(people[7]![0]!))!
  expect([addressText(person.address), person.address.postalCode, person.addressFixedOn, person.becameResidentOn, person.previousAddress, person.source.event]).toEqual(['港本町一丁目1番8号　浜荘　201', '9990101', '2015-04-01', '2015-04-01', '汐音県汐見市字浜畑9番地', 'address-renumbering'])
  expect(await Promise.all([married, moved[2]!, leaving[2]!].map(async (id) => await towns.a.tx((tx) => listHistory(tx, id))))).toEqual(before)
  const [old, amended] = (await towns.a.tx((tx) => listHistory(tx, people[7]![0]!))).filter((row) => row.recordedTo === null)
  expect([addressText(old!.facts.address), old!.validTo, amended!.validFrom]).toEqual(['字浜畑8番地　浜荘　201', '2026-11-24', '2026-11-24'])
  expect((await towns.a.tx((tx) => listTownBlocks(tx))).map((block) => block.town)).toEqual(['港本町一丁目'])
  expect((await towns.b.tx((tx) => listTownBlocks(tx))).map((block) => block.town)).toEqual(['字浜畑'])
  expect((await towns.a.tx((tx) => listAddressChanges(tx, people[7]![0]!)))).toMatchObject([{ announcement: '令和8年告示第12号', effectiveOn: '2026-11-24', oldAddress: { town: '字浜畑' }, newAddress: { town: '港本町一丁目' } }])
})

test('those who were listed come into the next run by a new extraction; a draft and a measure that began meanwhile are listed again', async () => {
  expect(valueOf(await towns.a.run(extractRenumbering, { renumberingId: made.renumberingId })).persons).toBe(2)
  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(people[0]![2]!, { kind: 'domestic-violence', state: 'provisional', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]) })
  expect(valueOf(await towns.a.ask(showRenumbering, { renumberingId: made.renumberingId }, clerk())).listed.map((person) => [person.name, person.addresseeNumber]).filter(([name]) => name === null)).toEqual([[null, null]])
  expect(codesOf(await towns.a.run(withdrawRenumbering, { renumberingId: made.renumberingId }))).toEqual(['resident.renumbering-closed'])
})

test('a person who is to move out keeps the plan, and a retroactive number is carried on into what was planned', async () => {
  const sheet = valueOf(await towns.a.ask(renumberingSheet, { renumberingId: made.renumberingId }))
  const leaver = sheet.rows.find((row) => row.personId === people[2]![2]!)!
  const cells = leaver.cells.map((cell, index) => (addressColumns[index] === '新番号' ? '1番3号' : cell))
  valueOf(await towns.a.run(takeRenumberingLines, { renumberingId: made.renumberingId, fileBase64: file([addressColumns, cells]) }))
  made.runId = valueOf(await towns.a.run(doors.open, { renumberingId: made.renumberingId })).runId
  await workThrough()
  valueOf(await towns.a.run(doors.approve, { runId: made.runId, total: 1 }, { actor: staffMember(towns.yakuba) }))
  await workThrough()
  const person = (await now(people[2]![2]!))!
  expect([addressText(person.address), person.plannedMoveOutOn]).toEqual(['港本町一丁目1番3号', '2026-12-10'])
})

test('notices go to the head of each household in postal order; a protected household is in no file and on no paper of a clerk', async () => {
  const list = valueOf(await towns.a.ask(renumberingNotices, { renumberingId: made.renumberingId, form: 'list' }, clerk()))
  expect([list.count, list.withheld, list.notices[0]!.addressee]).toEqual([399, 1, '浜畑　一'])
  expect(list.notices.some((notice) => notice.personIds.includes(people[390]![0]!))).toBe(false)
  const paper = valueOf(await towns.a.ask(renumberingNotices, { renumberingId: made.renumberingId, form: 'paper', from: 390 }, clerk()))
  const pages = await readPages(Buffer.from(paper.pdfBase64!, 'base64'))
  expect([pages.length, paper.notDrawn]).toEqual([9, []])
  for (const words of [paper.notices[0]!.newAddress, paper.notices[0]!.oldAddress, '令和8年告示第12号', '令和8年11月24日']) expect(pages[0]!.text.replaceAll('\n', '')).toContain(words)
})

test('a filing of the case is taken back like any recorded event, with the history kept, and the notice of that household falls away', async () => {
  const [head] = people[5]!
  const filing = (await now(head!))!.source.notificationId!
  expect(filing).not.toBeNull()
  valueOf(await towns.a.run(cancelEvent, { ...filed, notifiedOn: '2026-11-24', notificationId: filing, personIds: [...people[5]!].sort(), reason: '番号の割当てが違っていたため', later: [] }))
  expect(addressText((await now(head!))!.address)).toBe('字浜畑6番地')
  expect((await towns.a.tx((tx) => listAddressChanges(tx, head!)))).toEqual([])
  expect((await towns.a.tx((tx) => listHistory(tx, head!))).some((row) => row.facts.address.town === '港本町一丁目')).toBe(true)
  expect(valueOf(await towns.a.ask(renumberingNotices, { renumberingId: made.renumberingId, form: 'list' })).count).toBe(399)
})

test('before its day a case is only looked at; a draft stops its person and is listed', async () => {
  const { renumberingId } = valueOf(await towns.a.run(openRenumbering, { kind: 'town-name', title: '港本町の改称', announcement: '令和8年告示第13号', effectiveOn: '2026-12-01' }))
  valueOf(await towns.a.run(takeRenumberingTowns, { renumberingId, fileBase64: changes([{ 旧町名: '港本町一丁目', 新町名: '港町', 新町名のカナ: 'ミナトマチ', 新郵便番号: '9990102', 新町字ID: '0009002', 住居表示の別: '住居表示' }]) }))
  valueOf(await towns.a.run(submitNotification, { kind: 'relocation', notification: { ...filed, movedOn: '2026-11-24', personIds: [people[9]![2]!], address: { postalCode: null, townBlockId: null, town: '白鷺二丁目', number: '8番', building: null, room: null }, household: { kind: 'new' }, relationships: [{ personId: people[9]![2]!, relationship: 'head' }], acknowledged: [{ code: 'resident.confirm-town-unknown', field: '/address/town', reason: '確かめた' }] } }))
  const { persons } = valueOf(await towns.a.run(extractRenumbering, { renumberingId }))
  const { counts, listed } = valueOf(await towns.a.ask(showRenumbering, { renumberingId }))
  expect([counts.ready, listed.map((person) => [person.personId, person.reason])]).toEqual([persons - 1, [[people[9]![2]!, 'この人について、審査を待っている届出があります。']]])
  expect(codesOf(await towns.a.run(doors.open, { renumberingId }))).toEqual(['resident.renumbering-too-early'])
  expect(await withClient(towns.urls.admin, async (client) => (await client.query(`select 1 from resident.person_history where address_key ^@ '港町'`)).rowCount)).toBe(0)
})

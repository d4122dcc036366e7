import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainRequest } from '../../certificates/inputs.ts'
import { prepare } from '../../certificates/prepare.ts'
import { nextAddresseeNumber } from '../../kernel/check-digit.ts'
import { withClient } from '../../platform/db/roles.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { findPersonIdByAddresseeNumber, findPersonOn } from '../queries.ts'
import { correctLegacyRows, openTrial, saveImportProfile } from './commands.ts'
import { approveTakeOver, proposeTakeOver } from './take-over.ts'
import { exportFindings, showReconciliation } from './views.ts'

/** What went wrong where records came from another system, tried here on files of a few people. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })

const profile = `encoding: utf-8
legacyId: 番号
items:
  addressee_number: { column: 番号, as: number, width: 10 }
  household_number: { column: 番号, as: number, width: 10 }
  name: { column: 氏名, as: name }
  birth_date: { column: 生年月日, as: date }
  sex: { column: 性別, as: code, table: 性別 }
  relationship: { column: 続柄, as: relationship }
  address: { column: 住所, as: address }
  became_resident_on: { column: 転入の届出, as: date }
tables:
  性別: { "1": "1", "2": "2" }
dates:
  empty: ["00000000"]
  unknown: ["99999999"]
`
let serial = 100

interface Row { readonly number: string; readonly name: string; readonly movedIn?: string }

const row = (name: string, movedIn = '2012-06-01'): Row => ({ number: nextAddresseeNumber(serial += 10, 10).number, name, movedIn })

function fileOf(rows: readonly Row[]): string {
  const lines = rows.map((one) => [one.number, one.name, '1950-05-05', '1', '世帯主', `港本町一丁目${Number(one.number)}番`, one.movedIn, '1950-05-12'].join(','))
  return Buffer.from(['番号,氏名,生年月日,性別,続柄,住所,転入の届出,出生の届出', ...lines].join('\n')).toString('base64')
}

const saved = async (name: string): Promise<string> => valueOf(await towns.a.run(saveImportProfile, { profileId: null, name, validFrom: '2026-11-24', content: profile })).profileId
const tried = async (profileId: string, rows: readonly Row[]): Promise<string> => valueOf(await towns.a.run(openTrial, { profileId, fileBase64: fileOf(rows) })).runId

async function takeOver(runId: string, headCount: number): Promise<void> {
  valueOf(await towns.a.run(proposeTakeOver, { runId }))
  valueOf(await towns.a.run(approveTakeOver, { runId, headCount }, { actor: staffMember(towns.yakuba) }))
}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    await town.tx((tx) => tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values ($1, '0001001', '港本町一丁目', 'ミナトホンチョウ１チョウメ', '9990101', 'residential')`, [tx.tenant]))
  }
})

/** What lies between file and register does this to each row on its way, until the test ends. */
async function onTheWay(body: string): Promise<void> {
  await withClient(towns.urls.admin, async (client) => {
    await client.query(`create function public.on_the_way() returns trigger language plpgsql as $$ begin ${body} end $$`)
    await client.query('create trigger on_the_way before insert on resident.person_history for each row execute function public.on_the_way()')
  })
}

afterEach(async () => {
  await withClient(towns.urls.admin, async (client) => { await client.query('drop function if exists public.on_the_way() cascade') })
})

describe('RR F-25: a copy that is not what it was made from', () => {
  const paperOf = async (runId: string) => valueOf(await towns.a.ask(showReconciliation, { runId }))

  test.each([
    ['海野', 'a letter changed on the way, which no count shows', `if new.name = '海野　梓' then new.name := '海野　桜'; end if; return new;`, { persons: 3, differing: [] }],
    ['山野', 'a person who did not arrive', `if new.name = '山野　梓' then return null; end if; return new;`, { persons: 2, differing: ['性別 男', '住民状態 住民', '年齢 70〜79歳', '町字 港本町一丁目', '世帯の人数 1人の世帯'] }],
    ['川野', 'a birth date of another', `if new.name = '川野　梓' then new.birth_on := '1960-05-05'; end if; return new;`, { persons: 3, differing: ['年齢 70〜79歳', '年齢 60〜69歳'] }],
  ])('is not called reconciled (%s): %s', async (surname, _title, body, expected) => {
    const runId = await tried(await saved(surname), ['梓', '楓', '桂'].map((given) => row(`${surname}　${given}`)))
    await onTheWay(body)
    await takeOver(runId, 3)
    const paper = await paperOf(runId)
    expect([paper.isReconciled, paper.reconciliation.file.persons, paper.reconciliation.register?.persons]).toEqual([false, 3, expected.persons])
    expect(paper.reconciliation.register?.digest).not.toBe(paper.reconciliation.file.digest)
    expect(paper.lines.filter((line) => line.file !== line.register).map((line) => `${line.division} ${line.title}`)).toEqual(expected.differing)
  })

  test('is called so when every person is there letter by letter; the other town has nobody', async () => {
    const rows = [row('里野　梓'), row('里野　楓')]
    const runId = await tried(await saved('そのまま'), rows)
    await takeOver(runId, 2)
    expect((await paperOf(runId)).isReconciled).toBe(true)
    expect(await towns.b.tx((tx) => findPersonIdByAddresseeNumber(tx, rows[0]!.number))).toBeUndefined()
  })
})

test('RR F-16: a life-long resident, whose day stands in the column of births, never gets an unknown one: nothing is taken over while a day is missing or became unknown, each is listed, and the copy has the day that an officer gave with a reason', async () => {
  const rows = [row('生方　梓', ''), row('生方　楓', '00000000'), row('生方　桂', '99999999'), row('生方　柊')]
  const profileId = await saved('出生の届出の列を読まない')
  const first = await tried(profileId, rows)
  expect(codesOf(await towns.a.run(proposeTakeOver, { runId: first }))).toEqual(['resident.trial-errors'])
  const findings = valueOf(await towns.a.ask(exportFindings, { runId: first, code: null })).items.filter((item) => item.item === 'became_resident_on')
  expect(findings.map((item) => [item.legacyId, item.code, item.level])).toEqual([[rows[0]!.number, 'missing', 'error'], [rows[1]!.number, 'missing', 'error'], [rows[2]!.number, 'calc-missing', 'error']])
  const corrections = rows.slice(0, 3).map((one) => ({ legacyId: one.number, item: 'became_resident_on', value: '1950-05-12', reason: '出生の届出の列による' }))
  valueOf(await towns.a.run(correctLegacyRows, { profileId, corrections }))
  const second = await tried(profileId, rows)
  expect(valueOf(await towns.a.ask(exportFindings, { runId: second, code: null })).items.filter((item) => /date|calc|missing/.test(item.code))).toEqual([])
  await takeOver(second, 4)
  const days: unknown[] = []
  for (const { number } of rows) {
    const personId = (await towns.a.tx((tx) => findPersonIdByAddresseeNumber(tx, number)))!
    const { sheet } = valueOf(await towns.a.ask(prepare, plainRequest(personId)))
    expect(JSON.stringify(sheet)).not.toContain('不詳')
    days.push(sheet!.pages[0]!.persons[0]!.rows.find((line) => line.label === '住民となった年月日')?.value)
    expect((await towns.a.tx((tx) => findPersonOn(tx, personId)))?.birth.unknown).toBe('none')
  }
  expect(days).toEqual(['昭和25年5月12日', '昭和25年5月12日', '昭和25年5月12日', '平成24年6月1日'])
})

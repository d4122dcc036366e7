import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { answersCsv, charactersCsv, makeLegacySample } from '../../app/sample/legacy/legacy.ts'
import { sampleTowns } from '../../app/sample-towns.ts'
import { insertTownBlocks } from '../../app/sample/store.ts'
import { nextAddresseeNumber } from '../../kernel/check-digit.ts'
import { sql } from '../../platform/db/db.ts'
import { findPersonIdByAddresseeNumber, listPersonsOn } from '../queries.ts'
import { cancelTrial, correctLegacyRows, decideExternalCharacter, openTrial, resumeTrial, saveImportProfile, withdrawCorrection } from './commands.ts'
import { approveTakeOver, proposeTakeOver, withdrawTakeOver } from './take-over.ts'
import { compareTrials, exportFindings, showCharacters, showReconciliation, showTrial } from './views.ts'
import { takeOverJob } from './work.ts'

/** An invented old system with 600 residents, taken over in three trials; the other town begins nothing and sees nothing. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const sample = makeLegacySample(sampleTowns[0], { residents: 600, seed: 5 })
/** Large enough to go by the queue. */
const file = sample.file.toString('base64')
const state = { profileId: '', version: 0, runs: [] as string[] }

beforeAll(async () => { for (const town of [towns.a, towns.b]) await town.tx((tx) => insertTownBlocks(tx, sample.blocks)) })

async function saveProfile(content: string): Promise<void> {
  const saved = valueOf(await towns.a.run(saveImportProfile, { profileId: state.profileId || null, expectedVersion: state.version || null, name: '旧システム', validFrom: '2026-11-24', content }))
  Object.assign(state, { profileId: saved.profileId, version: saved.version })
}

/** As the queue does: one page after the other, each a transaction of its own. */
async function work(runId: string, pages = Number.POSITIVE_INFINITY): Promise<void> {
  const running = async (): Promise<boolean> => ['reading', 'checking', 'posting'].includes(valueOf(await towns.a.ask(showTrial, { runId })).run.state)
  for (let page = 0; page < pages && await running(); page += 1) await towns.a.tx(async (tx) => { await takeOverJob.run(tx, { runId }) })
}

async function tryFile(base64 = file): Promise<string> {
  const { runId } = valueOf(await towns.a.run(openTrial, { profileId: state.profileId, fileBase64: base64 }))
  await work(runId)
  state.runs.push(runId)
  return runId
}

const trial = async (runId: string, code: string | null = null) => valueOf(await towns.a.ask(showTrial, { runId, code, after: 0 }))
const countPersons = async (town = towns.a): Promise<number> => (await town.tx((tx) => tx.db.one<{ n: number }>(sql`select count(*) as n from resident.person where tenant_id = ${tx.tenant}`))).n

describe('RR F-23: what an old system calls furigana', () => {
  test('is refused as the legal reading unless a column says that it was confirmed', async () => {
    const answer = await towns.a.run(saveImportProfile, { profileId: null, name: '旧システム', validFrom: '2026-11-24', content: sample.firstProfile.replace('  kana: { column: 氏名カナ, as: kana }', '  furigana: { column: 氏名カナ, as: kana }') })
    expect(codesOf(answer)).toEqual(['resident.profile-furigana-unconfirmed'])
  })
})

describe('a take-over in three trials', () => {
  test('shows before anything is kept what the first rows become', async () => {
    const looked = await towns.a.run(saveImportProfile, { profileId: null, name: '旧システム', validFrom: '2026-11-24', content: sample.firstProfile, sampleBase64: sample.file.toString('base64') }, { dry: true })
    const { preview } = valueOf(looked)
    expect(preview[1]!.cells.find((cell) => cell.title === '便宜上のフリガナ')).toMatchObject({ raw: 'ｶﾒｲ ｱﾔｺ', value: 'カメイ　アヤコ' })
    expect(preview[1]!.cells.find((cell) => cell.title === '生年月日')).toMatchObject({ raw: 'S32.07.12', value: '1957-07-12' })
    expect(JSON.stringify(preview)).not.toContain('000826658295')
  })

  test('reads first with what the office knows: unknown codes and characters are listed with count and rows, and nothing enters the register', async () => {
    await saveProfile(sample.firstProfile)
    const first = await trial(await tryFile())
    expect(first.run.lines).toBe(sample.lines)
    expect(first.tallies!.kinds.filter((kind) => kind.level === 'error').map((kind) => kind.code)).toEqual(expect.arrayContaining(['external-character', 'code', 'relationship', 'date', 'columns', 'town-unknown', 'head-missing', 'twice', 'number', 'kana']))
    const characters = valueOf(await towns.a.ask(showCharacters, { profileId: state.profileId })).characters
    expect(characters.map((one) => one.code).sort()).toEqual(sample.characters.map((one) => one.code).sort())
    expect(characters.every((one) => one.occurrences > 0 && one.legacyIds.length > 0 && one.kind === null)).toBe(true)
    expect(await countPersons()).toBe(0)
    expect(codesOf(await towns.a.run(proposeTakeOver, { runId: state.runs[0] }))).toEqual(['resident.trial-errors'])
  })

  test('can be stopped between two pages and goes on where it was', async () => {
    const { runId } = valueOf(await towns.a.run(openTrial, { profileId: state.profileId, fileBase64: file }))
    await work(runId, 1)
    valueOf(await towns.a.run(cancelTrial, { runId }))
    await work(runId, 1)
    expect((await trial(runId)).run.state).toBe('cancelled')
    valueOf(await towns.a.run(resumeTrial, { runId }))
    await work(runId)
    const [before, again] = [await trial(state.runs[0]!), await trial(runId)]
    expect([again.run.lines, again.tallies!.kinds]).toEqual([before.run.lines, before.tallies!.kinds])
    expect(again.tallies!.since).toEqual({ added: 0, gone: 0, changed: 0 })
    expect(again.restarts).toBe(1)
  })

  test('reads better once codes are added and characters decided; a substitute is said on every row that bears it', async () => {
    await saveProfile(sample.laterProfile)
    const [one] = sample.characters
    expect(codesOf(await towns.a.run(decideExternalCharacter, { profileId: state.profileId, characters: [{ code: one!.code, kind: 'identified', written: '\uE000', reason: '帳票' }] }))).toEqual(['resident.character-own'])
    const [commonest] = valueOf(await towns.a.ask(showCharacters, { profileId: state.profileId })).characters
    const table = charactersCsv(sample.characters).replace(`${commonest!.code},同定した`, `${commonest!.code},代わりの字`)
    const load = async (text: string) => await towns.a.run(decideExternalCharacter, { profileId: state.profileId, fileBase64: Buffer.from(text, 'utf8').toString('base64') })
    const faulty = await load(table.replace('同定した', 'たぶん'))
    expect(faulty.ok ? [] : faulty.refusals.map((one) => [one.code, one.line])).toEqual([['resident.character-row', 2]])
    expect(codesOf(await load(table.replace('決め方', 'きめかた')))).toEqual(['spreadsheet.column-unknown', 'spreadsheet.column-missing'])
    valueOf(await load(table))
    const second = await trial(await tryFile())
    const first = await trial(state.runs[0]!)
    expect(second.tallies!.errors).toBeLessThan(first.tallies!.errors)
    expect(second.tallies!.kinds.some((kind) => kind.code === 'external-character')).toBe(false)
    expect(second.tallies!.substitutes).toBeGreaterThan(0)
    const compared = valueOf(await towns.a.ask(compareTrials, { runId: state.runs[1] }))
    expect(compared.kinds.find((kind) => kind.code === 'external-character')).toMatchObject({ now: 0, fresh: 0 })
  })

  test('comes out of the findings as a file whose cells no spreadsheet runs, and the filled-in file goes in as corrections', async () => {
    valueOf(await towns.a.run(correctLegacyRows, { profileId: state.profileId, corrections: [{ legacyId: '999', item: 'kana', value: '=1+1', reason: '試し' }] }))
    const exported = valueOf(await towns.a.ask(exportFindings, { runId: state.runs[1], code: null }))
    expect(exported.csv.split('\r\n')[0]).toBe('\uFEFF行,旧の番号,行の印,項目,種類,何が,どうするか,いまの値,直した値,理由')
    const marks = new Set(exported.items.filter((item) => item.code === 'twice').map((item) => item.rowDigest))
    expect(sample.answers.filter((answer) => answer.rowMark !== '').every((answer) => marks.has(answer.rowMark))).toBe(true)
    expect(codesOf(await towns.a.run(correctLegacyRows, { profileId: state.profileId, fileBase64: Buffer.from('旧の番号,項目,直した値,理由\r\n19,性別,1,').toString('base64') }))).toEqual(['resident.correction-reason'])
    const given = valueOf(await towns.a.run(correctLegacyRows, { profileId: state.profileId, fileBase64: Buffer.from(answersCsv(sample.answers)).toString('base64') }))
    expect(given.count).toBe(sample.answers.length)
    valueOf(await towns.a.run(withdrawCorrection, { profileId: state.profileId, legacyId: '999', item: 'kana' }))
  })

  test('ends without an error, everybody left out with a reason', async () => {
    const third = await trial(await tryFile())
    expect(third.tallies!.kinds.filter((kind) => kind.level === 'error')).toEqual([])
    expect(third.tallies!.rows).toMatchObject({ good: sample.truth.length, faulty: 0, standing: 0, duplicate: sample.faults.get('same-twice') })
    const paper = valueOf(await towns.a.ask(showReconciliation, { runId: state.runs[2] }))
    expect(paper.isReconciled).toBe(true)
    expect(paper.reconciliation.excluded.map((one) => one.key).sort()).toEqual(['古い履歴の行', '試験用の人'])
    expect(paper.untaken).toHaveLength(sample.lines - sample.truth.length)
  })
})

describe('the take-over itself', () => {
  test('waits for a second person who types the head count from paper, and for decisions that have not changed since', async () => {
    const runId = state.runs[2]!
    const another = { profileId: state.profileId, corrections: [{ legacyId: '1', item: 'kana', rowDigest: '', value: 'ア', reason: '試し' }] }
    valueOf(await towns.a.run(correctLegacyRows, another))
    expect(codesOf(await towns.a.run(proposeTakeOver, { runId }))).toEqual(['resident.trial-outdated'])
    valueOf(await towns.a.run(withdrawCorrection, { profileId: state.profileId, legacyId: '1', item: 'kana' }))
    valueOf(await towns.a.run(proposeTakeOver, { runId }))
    valueOf(await towns.a.run(withdrawTakeOver, { runId }))
    valueOf(await towns.a.run(proposeTakeOver, { runId }))
    const headCount = sample.truth.length
    expect(codesOf(await towns.a.run(approveTakeOver, { runId, headCount }))).toEqual(['resident.take-over-own'])
    const second = staffMember(towns.yakuba)
    expect(codesOf(await towns.a.run(approveTakeOver, { runId, headCount: headCount + 1 }, { actor: second }))).toEqual(['resident.take-over-count'])
    valueOf(await towns.a.run(approveTakeOver, { runId, headCount }, { actor: second }))
    expect(await countPersons()).toBe(0)
  })

  test('is killed in the middle of its second page and goes on without losing or doubling anybody', async () => {
    const runId = state.runs[2]!
    await work(runId, 1)
    const written = await countPersons()
    expect(written).toBe(500)
    towns.database.hook = async (text) => {
      if (text.includes('insert into resident.name_key')) await towns.database.transaction(null, (db) => db.many(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`))
      return text
    }
    try { await expect(work(runId, 1)).rejects.toThrow() } finally { towns.database.hook = undefined }
    expect(await countPersons()).toBe(written)
    await work(runId)
    expect((await trial(runId)).run.state).toBe('posted')
    expect(await countPersons()).toBe(sample.truth.length)
  })

  test('RR F-25: is reconciled to the person, both sides alike in every count and in the digest over everybody', async () => {
    const paper = valueOf(await towns.a.ask(showReconciliation, { runId: state.runs[2] }))
    expect(paper.isReconciled).toBe(true)
    expect(paper.reconciliation.register!.digest).toBe(paper.reconciliation.file.digest)
    expect(paper.lines.length).toBeGreaterThan(20)
    expect(paper.lines.filter((line) => line.file !== line.register)).toEqual([])
  })

  test('gives every person as the paper has them: characters, unknown dates, addresses split, working kana and no legal reading', async () => {
    const persons = await towns.a.tx(async (tx) => {
      const ids: string[] = []
      for (const one of sample.truth) ids.push((await findPersonIdByAddresseeNumber(tx, one.addresseeNumber))!)
      return await listPersonsOn(tx, ids)
    })
    const told = persons.map((person) => ({
      addresseeNumber: person.addresseeNumber, householdNumber: person.householdNumber, name: person.name, kana: person.kana, birth: person.birth, sex: person.sex, relationship: person.relationship, status: person.status,
      town: person.address.town, number: person.address.number, building: person.address.building, room: person.address.room, becameResidentOn: person.becameResidentOn,
    }))
    expect(told).toEqual(sample.truth)
    expect(persons.filter((person) => person.furigana !== null || person.kanaConfirmed)).toEqual([])
    expect([...new Set(persons.map((person) => person.birth.unknown))]).toEqual(expect.arrayContaining(['none', 'all', 'off-calendar']))
    expect(persons.filter((person) => ['day', 'month-day'].includes(person.birth.unknown)).length).toBeGreaterThan(0)
  })

  test('keeps no cell of the file behind, is not done twice, and the other town has nothing of it', async () => {
    expect(await towns.a.tx((tx) => tx.db.many(sql`select line_no from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${state.runs[2]} and (cells is not null or sealed_numbers is not null) limit 1`))).toEqual([])
    expect(codesOf(await towns.a.run(openTrial, { profileId: state.profileId, fileBase64: file }))).toEqual(['resident.take-over-done'])
    expect(codesOf(await towns.b.ask(showTrial, { runId: state.runs[2], code: null, after: 0 }))).toEqual(['resident.trial-not-found'])
    expect(await countPersons(towns.b)).toBe(0)
  })
})

describe('another file after the first', () => {
  test('knows by number, or by name, birth date, sex and address, who stands in the register; with another number of the same person nobody is doubled', async () => {
    const [one, two] = sample.truth.filter((person) => person.status === 'resident' && person.name !== '' && person.birth.unknown === 'none').slice(20, 22)
    const head = sample.laterProfile.split('\n').filter((line) => !/common_name|registered|family_register|resident_type|nationality|immigration|status|period|stay|residence_card|address_fixed|previous|ceased|move_out|individual|resident_code|became_resident_event|kana/.test(line) || /^\s+(状態|続柄)/.test(line)).join('\n')
    const saved = valueOf(await towns.a.run(saveImportProfile, { profileId: null, name: '別のファイル', validFrom: '2026-11-24', content: head.replace('encoding: cp932', 'encoding: utf-8') }))
    const row = (number: string, person: typeof one, name = person!.name): string => [number, `9${number.slice(1)}`, name, person!.birth.calc, person!.sex === 'male' ? '1' : '2', '02', `${person!.town}${person!.number}${person!.building === null ? '' : `　${person!.building}${person!.room ?? ''}`}`, person!.becameResidentOn].join(',')
    const text = ['個人コード,世帯コード,氏名漢字,生年月日,性別,続柄,住所,住民となった日', row(one!.addresseeNumber, one), row(nextAddresseeNumber(990_000_001, 10).number, two), row(two!.addresseeNumber, two, '別　の人')].join('\n')
    const { runId } = valueOf(await towns.a.run(openTrial, { profileId: saved.profileId, fileBase64: Buffer.from(text).toString('base64') }))
    const found = await trial(runId)
    expect([found.tallies!.rows.standing, found.tallies!.rows.faulty, found.findings.map((finding) => `${finding.lineNo} ${finding.code} ${finding.found}`)]).toEqual([2, 1, ['4 number-of-another null']])
    expect(found.findings.filter((finding) => finding.level === 'error').map((finding) => finding.code)).toEqual(['number-of-another'])
  })

  test('refuses a profile that speaks of columns the file has not, by name', async () => {
    const answer = await towns.a.run(openTrial, { profileId: (await towns.a.tx((tx) => tx.db.many<{ id: string }>(sql`select profile_id as id from resident.import_profile where tenant_id = ${tx.tenant} and name = '別のファイル'`)))[0]!.id, fileBase64: Buffer.from('a,b\n1,2\n').toString('base64') })
    expect(codesOf(answer)).toContain('resident.legacy-column-missing')
  })
})

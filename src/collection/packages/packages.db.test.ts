import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import type { Batch } from '../../platform/job/define.ts'
import { runPage } from '../../platform/job/engine.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { raiseCharges, type ChargeDraft } from '../charges.ts'
import { acceptPayment } from '../commands.ts'
import { decideBankAccount, registerBankAccount } from '../debit/account-commands.ts'
import { loadDebitResult, openDebitRun } from '../debit/commands.ts'
import { debitFile } from '../debit/queries.ts'
import { issueLetterPiece, withdrawLetterPackage } from '../late/letter-commands.ts'
import { issueRefundNotice, issueTransferReturnNotice } from '../letters/commands.ts'
import { debitFailurePackage, debitStartPackage, refundNoticePackage, transferReturnPackage } from '../letters/package-run.ts'
import { declareLevies } from '../levies.ts'
import { decideRefund, openTransferRun, proposeRefund, returnTransfer } from '../refund/commands.ts'
import { listRefunds } from '../refund/queries.ts'
import { slipPackage } from '../slip-package/run.ts'
import { listPrintPackages } from './list-queries.ts'
import { showLetterPackage, takeLetterPart, takeLetterPieces } from './queries.ts'

/** Slips and letters of many addressees, printed together. */
const towns = useTowns(import.meta.url, { now: '2026-07-10T01:00:00Z' })
const levies = ['bathing-tax', 'harbour-tax'] as const
const due = '2026-08-31'
let web: TestWeb

beforeAll(async () => {
  declareLevies([{ code: 'bathing-tax', number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }, { code: 'harbour-tax', number: '92', title: '港湾税', shortTitle: '港湾税', article: '731' }])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  web = await makeTestWeb(towns)
})

async function payer(town: Town, name: string, number: string): Promise<{ partyId: string; personId: string }> {
  const address = { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number, building: null, room: null }
  const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number }, [{ name, kana: 'ミナト　イチ', born: '1985-07-01', sex: 'male', relationship: 'head', address }]))
  return { personId: personIds[0]!, partyId: (await town.tx((tx) => ensurePartiesForResidents(tx, personIds))).get(personIds[0]!)! }
}

const draft = (partyId: string, amount: number, more: Partial<ChargeDraft> = {}): ChargeDraft => ({ levyCode: levies[0], sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(due), amount: yen(amount), ...more })

async function charge(town: Town, ...drafts: readonly ChargeDraft[]): Promise<readonly string[]> {
  return (await town.tx((tx) => raiseCharges(tx, drafts))).chargeIds
}

const pay = async (town: Town, partyId: string, amount: number) => valueOf(await town.run(acceptPayment, { partyId, amount, paidOn: '2026-07-10', named: [], onlyNamed: false, expectedOwed: null }))

async function account(town: Town, partyId: string, purpose: 'debit' | 'refund', number = '7654321'): Promise<string> {
  const { accountId } = valueOf(await town.run(registerBankAccount, { partyId, purpose, levyCode: null, bankCode: '0123', branchCode: '045', symbol: null, accountType: '1', number, holder: 'ミナト　イチ', dueFrom: '2026-07-01', appliedOn: '2026-07-01', evidence: null }))
  if (purpose === 'refund') valueOf(await town.run(decideBankAccount, { accountId, isGranted: true, reason: null }, { actor: staffMember(towns.yakuba) }))
  return accountId
}

async function workThrough(town: Town, batch: Batch, runId: string): Promise<void> {
  while ((await town.tx((tx) => runPage(tx, batch, runId))) === 'more');
}

async function gathered(town: Town, batch: Batch, input: Record<string, unknown> = {}) {
  const { runId } = valueOf(await town.run(doorsOf(batch).open, input))
  await workThrough(town, batch, runId)
  return { runId, run: valueOf(await town.ask(doorsOf(batch).run, { runId })) }
}

async function printed(town: Town, batch: Batch, runId: string) {
  const { progress } = valueOf(await town.ask(doorsOf(batch).run, { runId }))
  valueOf(await town.run(doorsOf(batch).approve, { runId, total: progress.amountYen ?? 0 }, { actor: staffMember(towns.yakuba) }))
  await workThrough(town, batch, runId)
  return valueOf(await town.ask(showLetterPackage, { runId }))
}

async function sheetsIn(town: Town, runId: string): Promise<readonly string[]> {
  const { pdfBase64 } = valueOf(await town.ask(takeLetterPart, { runId, partNo: 1 }))
  return (await readPages(Buffer.from(pdfBase64 ?? '', 'base64'))).map((sheet) => sheet.text.replace(/\s/g, ''))
}

const screenOf = async (town: Town, path: string): Promise<string> => await (await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${path}`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(town), accept: 'text/html' } }))).text()
const told = async (town: Town, documentId: string): Promise<string> => (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((sheet) => sheet.text).join('\n').replace(/\s/g, '')
const stateOf = (run: { readonly checks: readonly { readonly code: string; readonly state: string }[] }) => Object.fromEntries(run.checks.map((check) => [check.code, check.state]))

describe('slips of many', () => {
  test('are proofed over everybody before a sheet is printed, each levy in its envelope, in the order of the addresses', async () => {
    const [two, rich, hidden, debited, unwritable, later] = [await payer(towns.a, '港　二', '10番1号'), await payer(towns.a, '港　大', '2番1号'), await payer(towns.a, '白鷺　守', '33番9号'), await payer(towns.a, '港　振', '4番1号'), await payer(towns.a, '港　𰻞', '5番1号'), await payer(towns.a, '港　後', '6番1号')]
    const other = await payer(towns.b, '他町　一', '1番1号')
    await charge(towns.a, draft(two.partyId, 20_000), draft(two.partyId, 21_000, { instalment: 2, dueOn: plainDate('2026-11-30') }), draft(two.partyId, 3_000, { levyCode: levies[1] }), draft(rich.partyId, 300_001), draft(hidden.partyId, 5_000), draft(debited.partyId, 6_000), draft(unwritable.partyId, 7_000), draft(later.partyId, 8_000), draft(later.partyId, 9_999, { dueOn: plainDate('2027-05-31') }))
    await charge(towns.b, draft(other.partyId, 4_000))
    await account(towns.a, debited.partyId, 'debit')
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(hidden.personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: null }), reason: '試験' }]))

    for (const [input, code] of [[{ levyCode: 'no-such-levy' }, 'slip-levy-unknown'], [{ dueFrom: '2026-09-01', dueUntil: '2026-08-31' }, 'slip-span-empty'], [{ usableUntil: '2026-07-09' }, 'slip-until-past'], [{ dueFrom: '2026-07-11', dueUntil: '2026-07-12' }, 'slip-nothing']] as const) {
      expect(codesOf(await towns.a.run(doorsOf(slipPackage).open, input))).toEqual([`collection.${code}`])
    }
    const { runId, run } = await gathered(towns.a, slipPackage)
    expect(stateOf(run)).toEqual({ sums: 'passed', unposted: 'passed', bars: 'attention', reissued: 'passed', left: 'passed', aside: 'attention', postal: 'passed' })
    expect(run.progress.amountYen).toBe(20_000 + 21_000 + 3_000 + 300_001 + 8_000)
    const proof = valueOf(await towns.a.ask(showLetterPackage, { runId }))
    expect(proof.asides.map((one) => [one.name, one.reason, one.characters]).sort()).toEqual([['港　𰻞', 'missing-glyph', '𰻞（U+30EDE）'], ['白鷺　守', 'protected', null]].sort())
    expect(proof.withoutBars).toMatchObject([{ name: '港　大', slips: 1, amount: 300_001 }])
    await pay(towns.a, later.partyId, 8_000)

    const view = await printed(towns.a, slipPackage, runId)
    expect(view).toMatchObject({ kind: 'slips', printed: 3, aside: 3, files: [{ partNo: 1, pieces: 3, pages: 4, amount: 344_001 }] })
    expect(view.asides.map((one) => one.reason).sort()).toEqual(['changed', 'missing-glyph', 'protected'])
    const sheets = await sheetsIn(towns.a, runId)
    // 2番 before 10番; the two instalments of one levy lie in one envelope. Two of the four places are gone.
    const seen = sheets.map((sheet) => [/(\d)\/4(\d-\d)/.exec(sheet)?.slice(1).join(' '), /港(大|二)様/.exec(sheet)?.[1], /(20,000|21,000|3,000|300,001)円/.exec(sheet)?.[1]])
    expect(seen[0]).toEqual(['1 1-1', '大', '300,001'])
    expect(seen.map((row) => row[2]).sort()).toEqual(['20,000', '21,000', '3,000', '300,001'])
    expect(seen.filter((row) => /[12]-2$/.test(row[0] ?? '')).map((row) => row[2])).toEqual(['20,000', '21,000'])
    expect(sheets.join()).not.toMatch(/白鷺|他町|港振|港後/)
    expect(valueOf(await towns.a.ask(takeLetterPieces, { runId })).rows.map((row) => row[3]).sort()).toEqual(['1', '1', '2', '枚数'].sort())

    // Again: each says how often, and the tenth time is left to somebody who looks.
    const again = await gathered(towns.a, slipPackage, { levyCode: levies[1] })
    expect(stateOf(again.run)).toMatchObject({ reissued: 'attention', bars: 'passed' })
    await printed(towns.a, slipPackage, again.runId)
    const codes = await towns.ask<{ reissue: number; code: string }>('select s.reissue, s.code from collection.payment_slip s where s.levy_code = $1 order by s.issued_at, s.reissue', [levies[1]])
    expect(codes.map((row) => [row.reissue, row.code[29]])).toEqual([[0, '0'], [1, '1']])
    await towns.ask(`insert into collection.payment_slip select tenant_id, gen_random_uuid(), '8' || substr(slip_key, 2), 9, null, party_id, levy_code, amount, usable_until, null, confirmation, issued_at, issued_by from collection.payment_slip where levy_code = $1 and reissue = 1`, [levies[1]])
    await towns.ask(`insert into collection.slip_line select s.tenant_id, n.slip_id, l.line_no, l.charge_id, l.kind, l.amount from collection.payment_slip s join collection.slip_line l using (tenant_id, slip_id) join collection.payment_slip n on n.tenant_id = s.tenant_id and n.levy_code = s.levy_code and n.reissue = 9 where s.levy_code = $1 and s.reissue = 1`, [levies[1]])
    expect(valueOf(await towns.a.ask(showLetterPackage, { runId: (await gathered(towns.a, slipPackage, { levyCode: levies[1] })).runId })).asides.map((one) => one.reason)).toEqual(['reissued-too-often'])

    // One by itself for whoever is protected, without an address; and never what was paid.
    const piece = view.asides.find((one) => one.reason === 'protected')!
    const clerk = staffMember(towns.yakuba, { permissions: [...towns.yakuba.registry.permissions.keys()].filter((name) => !/\.(reveal|release)$|^resident-protection\./.test(name)) })
    const single = valueOf(await towns.a.run(issueLetterPiece, { runId, pieceId: piece.pieceId }, { actor: clerk }))
    expect(await told(towns.a, single.documentId)).toContain('5,000円')
    expect(await told(towns.a, single.documentId)).not.toContain('33番9号')
    expect(codesOf(await towns.a.run(issueLetterPiece, { runId, pieceId: view.asides.find((one) => one.reason === 'changed')!.pieceId }))).toEqual(['collection.letter-changed'])
    const screen = await screenOf(towns.a, `collection/letter-package/${runId}`)
    for (const words of ['コンビニで使えない納付書', '港　大', '引抜き']) expect(screen).toContain(words)
    expect(codesOf(await towns.b.ask(showLetterPackage, { runId }))).toEqual(['collection.letter-package-not-found'])
  })

  test('are one sheet for several instalments where the office asks for it, good until the first of their days', async () => {
    const { partyId } = await payer(towns.b, '港　全', '3番3号')
    await charge(towns.b, ...[due, '2026-10-31', '2026-12-25'].map((day, index) => draft(partyId, 1_000, { instalment: index + 1, dueOn: plainDate(day), levyCode: levies[1] })))
    const { runId } = await gathered(towns.b, slipPackage, { levyCode: levies[1], sheetBy: 'together' })
    expect(await printed(towns.b, slipPackage, runId)).toMatchObject({ files: [{ pieces: 1, pages: 1, amount: 3_000 }] })
    expect((await sheetsIn(towns.b, runId))[0]).toMatch(/ほか2期.*/)
    expect((await sheetsIn(towns.b, runId))[0]).toContain('令和8年8月31日までに')
  })
})

describe('letters of many', () => {
  /** Paid, lowered, decided: so much goes back. */
  async function refund(town: Town, partyId: string): Promise<string> {
    const one = draft(partyId, 10_000)
    const [chargeId] = await charge(town, one)
    await pay(town, partyId, 10_000)
    await charge(town, { ...one, amount: yen(4_000) })
    const { refundId } = valueOf(await town.run(proposeRefund, { chargeId: chargeId!, cause: 'assessment-reduced' }))
    valueOf(await town.run(decideRefund, { refundId }, { actor: staffMember(towns.yakuba) }))
    return refundId
  }

  test('tell of every decision once, with a claim where there is no account, and again after a package that did not go out', async () => {
    const [known, unknown, single] = [await payer(towns.a, '還　知', '11番1号'), await payer(towns.a, '還　不', '12番1号'), await payer(towns.a, '還　単', '13番1号')]
    await account(towns.a, known.partyId, 'refund')
    for (const one of [known, unknown]) await refund(towns.a, one.partyId)
    const refundId = await refund(towns.a, single.partyId)
    const { runId, run } = await gathered(towns.a, refundNoticePackage)
    expect([run.progress.amountYen, stateOf(run)]).toEqual([18_000, { sums: 'passed', left: 'passed', aside: 'passed', postal: 'passed' }])
    // One was written by itself meanwhile.
    valueOf(await towns.a.run(issueRefundNotice, { refundId }))
    const view = await printed(towns.a, refundNoticePackage, runId)
    expect(view).toMatchObject({ printed: 2, aside: 1, files: [{ pieces: 2, pages: 3, amount: 12_000 }], asides: [{ name: '還　単', reason: 'changed' }], paidSince: [] })
    const sheets = await sheetsIn(towns.a, runId)
    expect(sheets.map((sheet) => /\d\/3\d-\d/.exec(sheet)?.[0])).toEqual(['1/31-1', '2/31-2', '2/32-2'])
    for (const [sheet, words] of [[0, 'R8-KJ-000002'], [0, '****321'], [1, 'R8-KJ-000003'], [2, '過誤納金還付請求書'], [2, 'R8-KJ-000003']] as const) expect(sheets[sheet]).toContain(words)
    const decided = valueOf(await towns.a.ask(listRefunds, {})).decided
    expect(decided.find((row) => row.partyId === known.partyId)!.letter).toEqual({ number: 'R8-KJ-000002', documentId: null, runId })
    const empty = await gathered(towns.a, refundNoticePackage)
    expect([empty.run.progress.amountYen, empty.run.progress.expected]).toEqual([0, 0])
    expect(await printed(towns.a, refundNoticePackage, empty.runId)).toMatchObject({ printed: 0, files: [] })
    valueOf(await towns.a.run(withdrawLetterPackage, { runId, reason: '紙が濡れたため' }))
    expect((await gathered(towns.a, refundNoticePackage)).run.progress.amountYen).toBe(12_000)
    expect(valueOf(await towns.a.ask(listRefunds, {})).decided.find((row) => row.partyId === known.partyId)!.letter).toBeNull()
    expect((await gathered(towns.b, refundNoticePackage)).run.progress.expected).toBe(0)
  })

  test('ask for another account where the money came back, and not where it was sent again', async () => {
    const { partyId } = await payer(towns.b, '返　戻', '14番1号')
    await account(towns.b, partyId, 'refund')
    await refund(towns.b, partyId)
    valueOf(await towns.b.run(openTransferRun, { transferOn: '2026-07-14', bankCode: '9999' }))
    const { runId: transferRun, lineNo } = valueOf(await towns.b.ask(listRefunds, {})).transfers[0]!
    expect(codesOf(await towns.b.run(issueTransferReturnNotice, { runId: transferRun, lineNo }))).toEqual(['collection.letter-no-return'])
    towns.clock.set('2026-07-16T01:00:00Z')
    valueOf(await towns.b.run(returnTransfer, { runId: transferRun, lineNo, returnedOn: '2026-07-16', reason: '該当の口座なし' }))
    const { runId } = await gathered(towns.b, transferReturnPackage)
    expect(await printed(towns.b, transferReturnPackage, runId)).toMatchObject({ printed: 1, files: [{ pages: 2, amount: 6_000 }] })
    expect((await sheetsIn(towns.b, runId)).join()).toMatch(/振込不能のお知らせ.*該当の口座なし.*過誤納金還付請求書/)
    expect(valueOf(await towns.b.ask(listRefunds, {})).transfers[0]!.letter).toMatchObject({ number: 'R8-FM-000001', runId })
    await account(towns.b, partyId, 'refund', '1111111')
    const { documentId } = valueOf(await towns.b.run(issueTransferReturnNotice, { runId: transferRun, lineNo }))
    expect(await told(towns.b, documentId)).toMatch(/次の振込先.*\*{4}111/)
    expect(await told(towns.b, documentId)).not.toContain('請求書')
    valueOf(await towns.b.run(openTransferRun, { transferOn: '2026-07-21', bankCode: '9999' }))
    expect(codesOf(await towns.b.run(issueTransferReturnNotice, { runId: transferRun, lineNo }))).toEqual(['collection.letter-no-return'])
  })

  test('tell of debits that begin, and of those of one run that failed and are still owed', async () => {
    const [owing, paid] = [await payer(towns.b, '振　不', '15番1号'), await payer(towns.b, '振　済', '16番1号')]
    for (const one of [owing, paid]) await charge(towns.b, draft(one.partyId, 7_000))
    await account(towns.b, owing.partyId, 'debit')
    await account(towns.b, paid.partyId, 'debit', '2222222')
    const starts = await gathered(towns.b, debitStartPackage)
    expect(starts.run.progress.amountYen).toBe(2)
    expect(await printed(towns.b, debitStartPackage, starts.runId)).toMatchObject({ printed: 2, amount: 0 })
    const { runId: debitRunId } = valueOf(await towns.b.run(openDebitRun, { debitOn: due, bankCode: '9999', retryOf: null }))
    const records = Buffer.from(valueOf(await towns.b.ask(debitFile, { runId: debitRunId })).content, 'base64').toString('latin1').match(/[^]{120}/g)!
    const failed = records.slice(1, -2).map((record) => `${record.slice(0, 111)}1${record.slice(112)}`)
    const trailer = `${records.at(-2)!.slice(0, 19)}${'0'.repeat(18)}${String(failed.length).padStart(6, '0')}${String(7_000 * failed.length).padStart(12, '0')}${' '.repeat(65)}`
    valueOf(await towns.b.run(loadDebitResult, { runId: debitRunId, content: Buffer.from([records[0]!, ...failed, trailer, records.at(-1)!].join(''), 'latin1').toString('base64') }))
    await pay(towns.b, paid.partyId, 7_000)
    const failures = await gathered(towns.b, debitFailurePackage, { debitRunId })
    expect(failures.run.progress.amountYen).toBe(7_000)
    await printed(towns.b, debitFailurePackage, failures.runId)
    expect((await sheetsIn(towns.b, failures.runId)).join()).toMatch(/振不様.*資金不足/)
    expect(valueOf(await towns.b.ask(listPrintPackages, {})).items.map((one) => one.kind)).toEqual(['slips', 'refund-notice', 'transfer-return-notice', 'debit-failure-notice', 'debit-start-notice'])
    // The session of the morning has run out.
    web = await makeTestWeb(towns)
    const screen = await screenOf(towns.b, 'collection/packages')
    for (const words of ['口座振替不能通知書', '納付書を集め始める', '振込不能のお知らせ']) expect(screen).toContain(words)
    expect(await screenOf(towns.b, `collection/debits/${debitRunId}`)).toContain('不能通知書をまとめて刷る')
  })
})

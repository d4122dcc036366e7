import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../../test/support/town.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { zeroYen } from '../../../kernel/yen.ts'
import { findIssued, readPages } from '../../../platform/document/index.ts'
import { noValues } from '../../../platform/http/form.ts'
import { renderPart, type PageRequest } from '../../../platform/screen/index.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { numberPieces, type PartSize } from '../../../platform/packages/index.ts'
import { insertMeasures, newMeasure } from '../../../resident/index.ts'
import { setSuppression } from '../../../resident/protection/suppression.ts'
import { enterHousehold } from '../../../resident/test-residents.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { registerPayer } from '../returns/payer-commands.ts'
import { noticeOutput, payerNoticeOutput } from './model.ts'
import { issueNoticePiece, withdrawNoticePackage } from './package-commands.ts'
import { listNoticePackages, noticeBundleFile, noticePartFile, noticePiecesFile, showNoticePackage, takeNoticeBundle, takeNoticePart } from './package-queries.ts'
import { packagePage } from './pages/packages.tsx'
import { issuePayerNotice, recordPayerDelivery } from './payer-notice-commands.ts'
import { collectorCountsFile, collectorFile, collectorsFile, exportCollector, exportCollectorCounts, exportCollectors, listCollectors, showCollector } from './payer-notice-queries.ts'
import { insertPayerPieces, listPayerPieces, payerShelf, type PayerPiece } from './payer-package-store.ts'
import { payerNoticePackage } from './payer-print-run.ts'
import { noticePackage } from './print-run.ts'

/** Notices of a year: the pile for the printer, who is kept out of it, and what employers are told. */
const towns = useTowns(import.meta.url, { now: '2026-05-20T01:00:00Z' })
const doors = doorsOf(noticePackage)
const made = { ordinary: [] as string[], protected: '', suppressed: '', unwritable: '', employees: [] as string[], employer: '' }

interface Person { readonly name: string; readonly number: string; readonly salary: number; readonly more?: Record<string, unknown> }

async function enterTaxpayer(town: Town, one: Person): Promise<string> {
  const address = { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: one.number, building: null, room: null }
  const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: one.number }, [{ name: one.name, kana: 'ミナト　イチ', born: '1985-07-01', sex: 'male', relationship: 'head', address }]))
  const personId = personIds[0]!
  valueOf(await town.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: one.salary, ...one.more }))
  valueOf(await town.run(decideAmount, { personId, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  return personId
}

beforeAll(async () => {
  for (const [index, number] of ['10番1号', '2番3号', '2番1号'].entries()) made.ordinary.push(await enterTaxpayer(towns.a, { name: `港　第${index}`, number, salary: index === 2 ? 1_200_000 : 5_000_000, more: index === 2 ? { paid: { socialInsurance: 130_000 } } : {} }))
  made.protected = await enterTaxpayer(towns.a, { name: '白鷺　守', number: '33番9号', salary: 5_000_000 })
  made.suppressed = await enterTaxpayer(towns.a, { name: '白鷺　戻', number: '34番9号', salary: 5_000_000 })
  made.unwritable = await enterTaxpayer(towns.a, { name: '𰻞　字', number: '35番9号', salary: 5_000_000 })
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.protected, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: null }), reason: '試験' }]))
  valueOf(await towns.a.run(setSuppression, { personId: made.suppressed, kind: 'returned', levels: { entry: 'none', issuance: 'none', inquiry: 'none' }, forms: [{ output: noticeOutput, level: 'error' }], periodFrom: '2026-05-01', periodUntil: null, reason: '返戻' }))
  const register = towns.yakuba.registry.commands.get('party.register-corporation')!
  const corporation = valueOf(await towns.a.run(register, { name: '株式会社潮見運輸', kana: null, corporateNumber: null, postalCode: '9980002', address: '汐音県汐見市工業団地1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true })) as { partyId: string; number: string }
  made.employer = corporation.partyId
  valueOf(await towns.a.run(registerPayer, { addresseeNumber: corporation.number, report: 'salary-report', designationNumber: '0000000777' }))
  for (const [index, number] of ['41番1号', '42番1号'].entries()) made.employees.push(await enterTaxpayer(towns.a, { name: `勤　第${index}`, number, salary: 5_000_000, more: { paid: { socialInsurance: 700_000 + index * 100_000 }, payerPartyId: corporation.partyId, specialCollection: true } }))
  await enterTaxpayer(towns.b, { name: '他町　一', number: '1番1号', salary: 5_000_000 })
})

async function workThrough(runId: string, town: Town = towns.a): Promise<void> {
  while ((await town.tx((tx) => runPage(tx, noticePackage, runId))) === 'more');
}

async function gathered(input: Record<string, unknown> = {}): Promise<string> {
  const { runId } = valueOf(await towns.a.run(doors.open, { fiscalYear: 2026, ...input }))
  await workThrough(runId)
  return runId
}

async function printed(input: Record<string, unknown> = {}): Promise<string> {
  const runId = await gathered(input)
  const { progress } = valueOf(await towns.a.ask(doors.run, { runId }))
  valueOf(await towns.a.run(doors.approve, { runId, total: progress.amountYen }, { actor: staffMember(towns.yakuba) }))
  await workThrough(runId)
  return runId
}

const pagesOf = async (runId: string, partNo = 1) => await readPages(Buffer.from(valueOf(await towns.a.ask(takeNoticePart, { runId, partNo })).pdfBase64 ?? '', 'base64'))
const told = (pages: readonly { readonly text: string }[]): string => pages.map((page) => page.text).join('\n').replace(/\s/g, '')

describe('a package of notices', () => {
  test('as a trial has only so many, and nobody counts as sent', async () => {
    const runId = await printed({ trial: 2 })
    expect(valueOf(await towns.a.ask(showNoticePackage, { runId }))).toMatchObject({ trial: 2, printed: 2, aside: 0 })
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 }))).toMatchObject({ unsent: { persons: 6 } })
  })

  test('equals the register, lies in the order of the addresses, and bears number and marks on every sheet', async () => {
    const runId = await gathered({ issuedOn: '2026-06-10' })
    const run = valueOf(await towns.a.ask(doors.run, { runId }))
    expect(run.checks.map((check) => [check.code, check.state])).toEqual([['register', 'passed'], ['aside', 'attention'], ['postal', 'passed'], ['sheets', 'passed']])
    // Two pay in four terms, the third owes no more than the per-capita levies: all in the first.
    expect(run.tables[0]?.lines.map((line) => [line.title, line.count])).toEqual([['2枚', 1], ['5枚', 2]])
    expect(codesOf(await towns.a.run(doors.approve, { runId, total: 1 }, { actor: staffMember(towns.yakuba) }))).toEqual(['batch.total-differs'])
    valueOf(await towns.a.run(doors.approve, { runId, total: run.progress.amountYen }, { actor: staffMember(towns.yakuba) }))
    await workThrough(runId)
    const view = valueOf(await towns.a.ask(showNoticePackage, { runId }))
    expect(view).toMatchObject({ state: 'posted', printed: 3, aside: 3, issuedOn: '2026-06-10', files: [{ partNo: 1, firstNo: 1, lastNo: 3, pieces: 3, pages: 12 }] })
    expect(view.files[0]!.annualTax).toBe(run.progress.amountYen)
    expect(view.asides.map((one) => [one.subjectId, one.reason, one.characters]).sort()).toEqual([[made.protected, 'protected', null], [made.suppressed, 'suppressed', null], [made.unwritable, 'missing-glyph', '𰻞（U+30EDE）']].sort())
    const pages = await pagesOf(runId)
    expect(pages.map((page) => /[\d,]+\/3\s+\d-\d/.exec(page.text)?.[0].replace(/\s+/g, ' '))).toEqual(['1/3 1-2', '1/3 2-2', '2/3 1-5', '2/3 2-5', '2/3 3-5', '2/3 4-5', '2/3 5-5', '3/3 1-5', '3/3 2-5', '3/3 3-5', '3/3 4-5', '3/3 5-5'])
    expect(['2番1号', '2番3号', '10番1号'].map((number, index) => told([pages[[0, 2, 7][index]!]!]).includes(number))).toEqual([true, true, true])
    for (const words of ['33番9号', '34番9号', '35番9号', '白鷺', '他町']) expect(told(pages)).not.toContain(words)
    expect(told(pages)).toContain('令和8年6月10日')
  })

  test('has nobody twice: what was sent is sent, until the package is withdrawn', async () => {
    const [runId] = valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).items.map((one) => one.runId)
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).unsent.persons).toBe(3)
    valueOf(await towns.a.run(withdrawNoticePackage, { runId: runId!, reason: '紙が濡れたため' }))
    expect(codesOf(await towns.a.run(withdrawNoticePackage, { runId: runId!, reason: 'もう一度' }))).toEqual(['tax-individual.package-withdrawn'])
    expect(codesOf(await towns.a.ask(takeNoticePart, { runId: runId!, partNo: 1 }))).toEqual(['tax-individual.package-withdrawn'])
    expect(codesOf(await towns.a.ask(takeNoticeBundle, { runId: runId!, bundleNo: 1 }))).toEqual(['tax-individual.package-withdrawn'])
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).unsent.persons).toBe(6)
  })

  test('has who was taken out printed one by one: the protected one without an address, never in the pile', async () => {
    const runId = await printed()
    const draw = async (personId: string): Promise<string> => {
      const { documentId } = valueOf(await towns.a.run(issueNoticePiece, { runId, personId }, { actor: staffMember(towns.yakuba, { permissions: ['tax-individual.issue'] }) }))
      return told(await readPages((await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf))
    }
    const hidden = await draw(made.protected)
    expect(hidden).toContain('白鷺守様')
    expect(hidden).toContain('領収証書')
    expect(hidden).not.toContain('33番9号')
    // Where the last letter came back from is not printed again: the paper waits for a better address, or is handed over.
    expect(await draw(made.suppressed)).not.toContain('34番9号')
    const again = await draw(made.ordinary[0]!)
    expect(again).toContain('3/3')
    expect(again).toContain('10番1号')
    expect(codesOf(await towns.a.run(issueNoticePiece, { runId, personId: made.unwritable }))).toEqual(['document.missing-character'])
    expect(codesOf(await towns.b.run(issueNoticePiece, { runId, personId: made.ordinary[0]! }))).toEqual(['tax-individual.piece-not-found'])
    // What was printed by hand is sent; the character is still to be settled.
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).unsent.persons).toBe(1)
    expect(codesOf(await towns.b.ask(showNoticePackage, { runId }))).toEqual(['tax-individual.package-not-found'])
  })

  test('is taken by whoever may issue, as PDF and as a list without names, and not with anybody in it who has come under protection', async () => {
    const [runId] = valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).items.map((one) => one.runId)
    expect(codesOf(await towns.a.ask(takeNoticePart, { runId: runId!, partNo: 1 }, staffMember(towns.yakuba, { permissions: ['tax-individual.read'] })))).toEqual(['command.forbidden'])
    const file = noticePartFile.bytes(valueOf(await towns.a.ask(takeNoticePart, noticePartFile.input(`${runId}_1`) as never)))
    expect(Buffer.from(file!.bytes.subarray(0, 4)).toString('latin1')).toBe('%PDF')
    const archive = noticeBundleFile.bytes(valueOf(await towns.a.ask(takeNoticeBundle, noticeBundleFile.input(`${runId}_1`) as never)))
    expect(Buffer.from(archive!.bytes).includes(Buffer.from(file!.bytes))).toBe(true)
    expect(codesOf(await towns.a.ask(takeNoticeBundle, { runId: runId!, bundleNo: 2 }))).toEqual(['tax-individual.package-not-found'])
    expect(codesOf(await towns.b.ask(takeNoticeBundle, { runId: runId!, bundleNo: 1 }))).toEqual(['tax-individual.package-not-found'])
    const rows = noticePiecesFile.rows(valueOf(await towns.a.ask(noticePiecesFile.query, noticePiecesFile.input(runId!, '1'))))
    expect(rows.map((row) => [row[0], row[3]])).toEqual([['通し番号', '枚数'], ['1', '2'], ['2', '5'], ['3', '5']])
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.ordinary[1]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-20'), periodUntil: null }), reason: '試験' }]))
    expect(codesOf(await towns.a.ask(takeNoticePart, { runId: runId!, partNo: 1 }))).toEqual(['guard.protected'])
    expect(codesOf(await towns.a.ask(takeNoticeBundle, { runId: runId!, bundleNo: 1 }))).toEqual(['guard.protected'])
  })

  test('goes without whoever is corrected or protected between gathering and drawing', async () => {
    const [late, hidden] = [await enterTaxpayer(towns.a, { name: '港　更', number: '51番1号', salary: 5_000_000 }), await enterTaxpayer(towns.a, { name: '港　守', number: '52番1号', salary: 5_000_000 })]
    const runId = await gathered()
    valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: late, incomeYear: 2025, kind: 'salary-report', payer: '別の会社', receivedOn: '2026-05-19', salaryRevenue: 2_000_000 }))
    valueOf(await towns.a.run(decideAmount, { personId: late, fiscalYear: 2026, expectedDecisionNo: 1, reason: '資料が届いたため' }))
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(hidden, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-20'), periodUntil: null }), reason: '試験' }]))
    const { progress } = valueOf(await towns.a.ask(doors.run, { runId }))
    valueOf(await towns.a.run(doors.approve, { runId, total: progress.amountYen }, { actor: staffMember(towns.yakuba) }))
    await workThrough(runId)
    expect(valueOf(await towns.a.ask(showNoticePackage, { runId })).asides.map((one) => [one.subjectId, one.reason]).sort()).toEqual([[hidden, 'protected'], [late, 'changed'], [made.unwritable, 'missing-glyph']].sort())
    // The corrected one goes with the next package, as a notice of change.
    const next = await printed()
    expect(told(await pagesOf(next))).toContain('税額変更・納税通知書')
  })

  test('shows who was taken out with the reason, and offers to print one alone only to whoever may issue', async () => {
    const [runId] = valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026 })).items.map((one) => one.runId)
    const drawn = async (actor: Town['actor']): Promise<string> => {
      const request: PageRequest = await towns.a.tx(async (tx) => ({ params: { id: runId! }, query: noValues, form: noValues, today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
      const answer = await towns.yakuba.runner.ask(towns.a.caller(actor), packagePage.query, packagePage.input(request))
      if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
      return String(await renderPart(packagePage.view(answer.value, { request, form: noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld })))
    }
    const html = await drawn(towns.a.actor)
    for (const words of ['印刷できない文字があるため、一括から抜きました。', '𰻞（U+30EDE）', 'この1件を刷る', '件数表']) expect(html).toContain(words)
    const reader = await drawn(staffMember(towns.yakuba, { permissions: ['tax-individual.read'] }))
    for (const words of ['この1件を刷る', 'notice-part', '取り下げる']) expect(reader).not.toContain(words)
  })

  test('is refused for a day that has passed, a year without rows, and when nothing is left', async () => {
    expect(codesOf(await towns.a.run(doors.open, { fiscalYear: 2026, issuedOn: '2026-05-01' }))).toEqual(['tax-individual.notice-day-past'])
    expect(codesOf(await towns.a.run(doors.open, { fiscalYear: 2040 }))).toEqual(['tax-individual.year-not-ready'])
    expect(codesOf(await towns.a.run(doors.open, { fiscalYear: 2025 }))).toEqual(['tax-individual.nothing-to-send'])
  })
})

describe('a package to employers', () => {
  const payerDoors = doorsOf(payerNoticePackage)
  const toEnd = async (runId: string): Promise<void> => { while ((await towns.a.tx((tx) => runPage(tx, payerNoticePackage, runId))) === 'more'); }
  const gather = async (input: Record<string, unknown> = {}): Promise<string> => {
    const { runId } = valueOf(await towns.a.run(payerDoors.open, { fiscalYear: 2026, ...input }))
    await toEnd(runId)
    return runId
  }
  const print = async (runId: string): Promise<void> => {
    const { progress } = valueOf(await towns.a.ask(payerDoors.run, { runId }))
    valueOf(await towns.a.run(payerDoors.approve, { runId, total: progress.amountYen }, { actor: staffMember(towns.yakuba) }))
    await toEnd(runId)
  }

  test('bears the employer\'s list and a sealed sheet for each employee, marked sheet by sheet; a second officer releases it, and it counts as told', async () => {
    const runId = await gather({ issuedOn: '2026-05-25' })
    const run = valueOf(await towns.a.ask(payerDoors.run, { runId }))
    expect(run.checks.map((check) => [check.code, check.state])).toEqual([['register', 'passed'], ['aside', 'passed'], ['postal', 'passed'], ['sheets', 'passed']])
    expect(run.progress.amountYen).toBe(245_500 + 235_500)
    expect(codesOf(await towns.a.run(payerDoors.approve, { runId, total: 481_000 }))).toEqual(['batch.own-run'])
    await print(runId)
    const view = valueOf(await towns.a.ask(showNoticePackage, { runId }))
    expect(view).toMatchObject({ kind: 'payers', printed: 1, files: [{ partNo: 1, firstNo: 1, lastNo: 1, pieces: 1, pages: 3, annualTax: 481_000 }] })
    // The trail names whose sheets were drawn, not the employer alone.
    const trail = await towns.ask<{ subject_ids: readonly string[] }>(`select subject_ids from audit.entry where tenant_id = 1 and action = 'print' and output = $1`, [payerNoticeOutput])
    expect(trail.map((entry) => entry.subject_ids.toSorted())).toEqual([made.employees.toSorted()])
    const pages = await pagesOf(runId)
    // Two sides of the list, and outside and inside of each sheet; the machine reads the front alone.
    expect(pages.map((page) => /[\d,]+\/1\s+\d-\d/.exec(page.text)?.[0].replace(/\s+/g, ' ') ?? null)).toEqual(['1/1 1-3', null, '1/1 2-3', null, '1/1 3-3', null])
    for (const words of ['株式会社潮見運輸御中', '0000000777', '481,000円', '令和8年5月25日']) expect(told([pages[0]!])).toContain(words)
    for (const [outside, inside] of [[2, 3], [4, 5]] as const) {
      expect(told([pages[outside]!])).toContain('ここから開いてください')
      expect(told([pages[outside]!])).not.toMatch(/年税額|月分/)
      expect(told([pages[inside]!])).toContain('納税義務者用')
    }
    expect(noticePiecesFile.rows(valueOf(await towns.a.ask(noticePiecesFile.query, noticePiecesFile.input(runId, '1'))))).toEqual([['通し番号', 'ファイル', '指定番号', '人員', '枚数', '年税額'], ['1', '1', '0000000777', '2', '3', '481000']])
    expect(valueOf(await towns.a.ask(showCollector, { partyId: made.employer, fiscalYear: 2026 }))).toMatchObject({ line: { isOutdated: false }, told: { packageId: runId, persons: 2 } })
    expect(codesOf(await towns.a.run(payerDoors.open, { fiscalYear: 2026 }))).toEqual(['tax-individual.no-payers-to-tell'])
    expect(codesOf(await towns.b.ask(showNoticePackage, { runId }))).toEqual(['tax-individual.package-not-found'])
    valueOf(await towns.a.run(withdrawNoticePackage, { runId, reason: '封筒の誤り' }))
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026, kind: 'payers' }))).toMatchObject({ unsent: { persons: 1, tax: 481_000 }, items: [{ printed: 1 }] })
  })

  test.each<[string, PartSize, readonly number[]]>([
    ['about so many sheets, an employer with more having one of its own', { sheets: 600 }, [1, 1, 2, 3]],
    ['so many parcels', { pieces: 3 }, [1, 1, 1, 2]],
  ])('is put into files of %s, in the order of the post', async (_title, inPart, parts) => {
    const runId = randomUUID()
    const common = { runId, fiscalYear: 2025, personIds: [], decisionNos: [], hiddenIds: [], amount: zeroYen, state: 'ready', aside: null, characters: null, hasPostalCode: true, pieceNo: null, partNo: null } as const
    const pieces = [10, 700, 200, 500].map((sheets, index): PayerPiece => { const partyId = randomUUID(); return { ...common, partyId, pieceId: partyId, sortKey: `99800${4 - index}`, sheets } })
    const placed = await towns.a.tx(async (tx) => {
      await insertPayerPieces(tx, pieces)
      await numberPieces(tx, payerShelf, { runId, inPart, numbering: null })
      return await listPayerPieces(tx, runId, { state: 'ready' })
    })
    expect(placed.map((one) => [one.pieceNo, one.sheets, one.partNo])).toEqual([500, 200, 700, 10].map((sheets, index) => [index + 1, sheets, parts[index]]))
  })

  test('leaves out who takes the electronic list; nobody protected stands in it with an address, and the file closes when somebody comes under protection', async () => {
    const delivery = (kind: string) => towns.a.run(recordPayerDelivery, { partyId: made.employer, delivery: kind, reason: '届出' })
    valueOf(await delivery('electronic'))
    expect(codesOf(await delivery('electronic'))).toEqual(['tax-individual.delivery-as-wanted'])
    const electronic = await gather()
    expect(valueOf(await towns.a.ask(showNoticePackage, { runId: electronic })).asides.map((one) => [one.name, one.reason])).toEqual([['株式会社潮見運輸', 'electronic']])
    valueOf(await towns.a.run(payerDoors.cancel, { runId: electronic }))
    valueOf(await delivery('paper'))
    const runId = await gather({ employeeSheets: 'plain' })
    await print(runId)
    const pages = await pagesOf(runId)
    expect(pages).toHaveLength(3)
    expect(told(pages)).toContain('41番1号')
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.employees[0]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-05-01'), periodUntil: null }), reason: '試験' }]))
    expect(codesOf(await towns.a.ask(takeNoticePart, { runId, partNo: 1 }))).toEqual(['guard.protected'])
    valueOf(await towns.a.run(withdrawNoticePackage, { runId, reason: '支援措置の人が入った' }))
    const again = await gather()
    await print(again)
    expect(told(await pagesOf(again))).not.toContain('41番1号')
    valueOf(await towns.a.run(withdrawNoticePackage, { runId: again, reason: '次の試験のため' }))
  })
})

describe('what an employer is told', () => {
  const question = () => ({ partyId: made.employer, fiscalYear: 2026 })

  test('adds up to the decisions, by month and by employee', async () => {
    const view = valueOf(await towns.a.ask(showCollector, question()))
    expect(view.line).toMatchObject({ name: '株式会社潮見運輸', designationNumber: '0000000777', persons: 2, annualTax: 245_500 + 235_500, issuedAt: null })
    expect(view.months.map((month) => month.title).slice(0, 2)).toEqual(['6月分', '7月分'])
    expect(view.months.reduce((sum, month) => sum + month.amount, 0)).toBe(view.line.annualTax)
    for (const one of view.employees) expect(one.months.reduce((sum, month) => sum + month, 0)).toBe(one.annualTax)
    const list = valueOf(await towns.a.ask(listCollectors, { fiscalYear: 2026 }))
    expect(list).toMatchObject({ payers: 1, persons: 2, annualTax: view.line.annualTax, unissued: 1, withoutNumber: 0 })
    expect(valueOf(await towns.b.ask(listCollectors, { fiscalYear: 2026 })).items).toEqual([])
    expect(codesOf(await towns.b.ask(showCollector, question()))).toEqual(['tax-individual.no-employees'])
  })

  test('as a file names every month, for one payer and for all, and the counts agree', async () => {
    const one = collectorFile.rows(valueOf(await towns.a.ask(exportCollector, collectorFile.input(made.employer, '2026') as never)))
    const all = collectorsFile.rows(valueOf(await towns.a.ask(exportCollectors, collectorsFile.input('2026', '1') as never)))
    const counts = collectorCountsFile.rows(valueOf(await towns.a.ask(exportCollectorCounts, collectorCountsFile.input('2026', 'all') as never)))
    expect(all).toEqual(one)
    expect(one[0]).toEqual(['指定番号', '特別徴収義務者', '受給者番号', '氏名', '住所', '通知書番号', '年税額', '6月分', '7月分', '8月分', '9月分', '10月分', '11月分', '12月分', '1月分', '2月分', '3月分', '4月分', '5月分'])
    expect(counts.at(-1)).toEqual(['計', '', '2', String(one.slice(1).reduce((sum, row) => sum + Number(row[6]), 0))])
  })

  test('on paper is a list for the employer and a sheet for each employee; where a protected employee lives stands on neither, whoever prints', async () => {
    const issued = valueOf(await towns.a.run(issuePayerNotice, question()))
    expect(issued).toMatchObject({ persons: 2, annualTax: 245_500 + 235_500 })
    const text = async (documentId: string): Promise<string> => told(await readPages((await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf))
    const [forPayer, forEmployees] = [await text(issued.payerDocumentId), await text(issued.employeeDocumentId)]
    for (const words of ['株式会社潮見運輸御中', '0000000777', '勤第0', '勤第1', '481,000円', '2人', '42番1号']) expect(forPayer).toContain(words)
    for (const words of ['勤第0様', '勤第1様', '6月分', '納税義務者用', '株式会社潮見運輸']) expect(forEmployees).toContain(words)
    for (const paper of [forPayer, forEmployees]) expect(paper).not.toContain('41番1号')
    const without = staffMember(towns.yakuba, { permissions: ['tax-individual.read', 'tax-individual.issue'] })
    for (const actor of [without, towns.a.actor]) {
      expect(valueOf(await towns.a.ask(exportCollector, question(), actor)).employees.map((one) => one.address === null).sort()).toEqual([false, true])
      expect(valueOf(await towns.a.ask(exportCollectors, { fiscalYear: 2026 }, actor)).rows.map((one) => one.address === null).sort()).toEqual([false, true])
    }
    expect(valueOf(await towns.a.ask(showCollector, question())).line).toMatchObject({ isOutdated: false, issuedAt: expect.any(String) as string })
  })

  test('in a package goes without who was decided anew since it was gathered, and the next package has the change', async () => {
    const work = async (runId: string): Promise<void> => { while ((await towns.a.tx((tx) => runPage(tx, payerNoticePackage, runId))) === 'more'); }
    const payerDoors = doorsOf(payerNoticePackage)
    const [statement] = await towns.ask<{ id: string }>('select statement_id as id from tax_individual.income_statement where tenant_id = 1 and person_id = $1 and recorded_to is null', [made.employees[1]])
    const pay = { statementId: statement!.id, personId: made.employees[1], incomeYear: 2025, kind: 'salary-report', payer: '株式会社潮見運輸', receivedOn: '2026-05-19', salaryRevenue: 5_000_000, payerPartyId: made.employer, specialCollection: true }
    const decide = async (no: number, socialInsurance: number): Promise<void> => {
      valueOf(await towns.a.run(acceptIncomeStatement, { ...pay, expectedVersion: no, paid: { socialInsurance } }))
      valueOf(await towns.a.run(decideAmount, { personId: made.employees[1], fiscalYear: 2026, expectedDecisionNo: no, reason: '訂正' }))
    }
    await decide(1, 900_000)
    const { runId } = valueOf(await towns.a.run(payerDoors.open, { fiscalYear: 2026 }))
    await work(runId)
    const { progress } = valueOf(await towns.a.ask(payerDoors.run, { runId }))
    towns.clock.set('2026-05-20T02:00:00Z')
    await decide(2, 1_000_000)
    valueOf(await towns.a.run(payerDoors.approve, { runId, total: progress.amountYen }, { actor: staffMember(towns.yakuba) }))
    await work(runId)
    expect(valueOf(await towns.a.ask(showNoticePackage, { runId })).asides.map((one) => [one.name, one.reason])).toEqual([['株式会社潮見運輸', 'changed']])
    // 245,500 less a tenth of 300,000
    expect(valueOf(await towns.a.ask(listNoticePackages, { fiscalYear: 2026, kind: 'payers' })).unsent).toEqual({ persons: 1, tax: 245_500 + 215_500 })
  })
})

import { randomUUID } from 'node:crypto'
import { raiseCharges } from '../../src/collection/charges.ts'
import { recordClaimEvent } from '../../src/collection/enforcement/event-commands.ts'
import { issueEnforcementLetter } from '../../src/collection/enforcement/letter-commands.ts'
import type { LetterKind } from '../../src/collection/enforcement/letters.ts'
import { saleNotice, saleNoticeData } from '../../src/collection/enforcement/sales.ts'
import { seizeProperty } from '../../src/collection/enforcement/seizure-commands.ts'
import { fiscalYear, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { ensurePartiesForResidents } from '../../src/party/index.ts'
import { findIssued } from '../../src/platform/document/index.ts'
import { render } from '../../src/platform/document/typeset/typst.ts'
import { codesOf, valueOf } from '../support/town.ts'
import { enter, type Family } from './households.ts'
import type { Maker, Made, Wanted } from './makers.ts'

// How the letters of disposition of delinquency come about: two instalments and a deposit; the longest has so many that they go on overleaf, and a salary.

function debtsOf(family: Family): readonly { readonly dueOn: string; readonly amount: number }[] {
  if (family !== 'longest') return [{ dueOn: '2025-06-30', amount: 61_000 }, { dueOn: '2025-09-01', amount: 58_000 }]
  return Array.from({ length: 14 }, (_, index) => ({ dueOn: `20${String(22 + Math.floor(index / 4))}-${['06-30', '08-31', '10-31', '12-25'][index % 4]}`, amount: 123_456_700 }))
}

async function seizureOf({ towns, town, family }: Wanted): Promise<string> {
  towns.clock.set('2026-11-24T01:42:00.000Z')
  const [personId = ''] = await enter(town, family, { headOnly: true })
  const partyId = await town.tx(async (tx) => (await ensurePartiesForResidents(tx, [personId])).get(personId)!)
  const sourceId = randomUUID()
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, debtsOf(family).map(({ dueOn, amount }, index) => ({
    levyCode: 'individual-inhabitants-tax', sourceId, instalment: index + 1, fiscalYear: fiscalYear(Number(dueOn.slice(0, 4))), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount),
  }))))
  valueOf(await town.run(recordClaimEvent, { chargeIds, kind: 'demand', on: '2026-01-20', until: null, note: '台帳の控え' }))
  const isLongest = family === 'longest'
  return valueOf(await town.run(seizeProperty, {
    partyId, chargeIds, kind: isLongest ? 'salary' : 'deposit', debtorName: isLongest ? '株式会社うしお運輸ホールディングス　遠浦事業本部　沖見第二物流センター' : '見本銀行　本店', debtorAddress: isLongest ? '遠浦県沖見市灯台町一丁目2番3号　沖見臨海流通団地第二管理棟　5階501号室' : '遠浦県沖見市一番町1番地',
    items: [{ description: isLongest ? '滞納者が第三債務者から支給を受ける給料等の支払請求権のうち、国税徴収法76条の差押禁止額を除く額（令和8年12月分から滞納金額に満つるまで）' : '普通預金（口座番号 0123456）の払戻請求権', amount: isLongest ? 123_456_700 : null }],
    salary: isLongest ? { pay: 450_000, incomeTax: 12_000, inhabitantTax: 18_000, socialInsurance: 60_000, relatives: 2, months: 1 } : null,
  })).seizureId
}

function letter(kind: LetterKind): Maker {
  return async (wanted): Promise<Made> => {
    const issued = await wanted.town.run(issueEnforcementLetter, { letter: kind, recordId: await seizureOf(wanted) })
    return issued.ok ? (await wanted.town.tx((tx) => findIssued(tx, issued.value.documentId)))!.pdf : codesOf(issued)
  }
}

/** A plot, or for the longest everything with as many words as the fields take; no name stands on it. */
async function saleNoticePaper({ towns, town, family }: Wanted): Promise<Made> {
  towns.clock.set('2026-11-24T01:42:00.000Z')
  const isLong = family === 'longest'
  const things: Readonly<Record<Family, readonly string[]>> = {
    typical: ['汐見市港本町一丁目8番の宅地　120.00平方メートル'], rare: ['葛\u{E0100}城の𠮷田家の石灯籠　1基'], overflow: ['寿限無'.repeat(900)],
    longest: Array.from({ length: 8 }, (_, index) => `${index + 1}　${'汐見市汐見台二丁目4番地の7に所在する軽量鉄骨造亜鉛メッキ鋼板ぶき2階建の居宅及び附属建物とその敷地のすべて　'.repeat(6).slice(0, 290)}`),
  }
  const words = isLong ? '買受けには農地法による許可のほか、関係する法令の定める要件を満たすことを証する書面の提出を要します。'.repeat(6).slice(0, 300) : null
  const data = await town.tx(async (tx) => saleNoticeData(tx, {
    saleNo: 'R8-KB-00012', kind: family === 'rare' ? 'movables' : 'real-estate', estimate: yen(isLong ? 1_234_567_890 : 200_000), deposit: isLong ? yen(123_456_789) : null, method: isLong ? 'ascending' : 'bids', auctionOn: plainDate('2026-12-07'), auctionTime: '午前10時', place: isLong ? '汐見市役所本庁舎南館　5階　第一大会議室'.repeat(4).slice(0, 100) : '市役所1階会議室',
    decisionOn: plainDate('2026-12-14'), payBy: plainDate('2026-12-21'), conditions: words, shortenedReason: isLong ? '保管に費用がかかり、日を追って値が下がるため。'.repeat(8).slice(0, 200) : null,
  }, things[family].map((description) => ({ description }))))
  const paper = await render(saleNotice, data)
  return paper.drawn ? paper.pdf : [`document.${paper.reason}`]
}

export const enforcementMakers: Readonly<Record<string, Maker>> = { 'collection.sale-notice': saleNoticePaper, 'collection.enforcement-letter': letter('seizure-record'), 'collection.third-party-letter': letter('claim-seizure-notice') }

import { readFileSync } from 'node:fs'
import { articleText, citationText } from '../../kernel/citation.ts'
import { addDays, dateOf, endOfMonth, fiscalYear, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { postalText, yenText } from '../../kernel/text.ts'
import { fiscalYearText, printDate, printMonth } from '../../kernel/wareki.ts'
import { slipPartsSource, type SlipPaper } from '../../collection/index.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { envelopeOf, wholeAddress, type Party } from '../../party/index.ts'
import type { Office, Tx } from '../../platform/command/tx.ts'
import { defineTemplate } from '../../platform/document/index.ts'
import type { DecidedAssessment } from './assessment-store.ts'
import type { LightVehicleLaw } from './law.ts'
import { lines } from './lines.ts'
import { classTitles, type Vehicle } from './model.ts'

/** 納税通知書, with the slip of collection on the same sheet. */
export const taxNotice = defineTemplate({
  name: 'tax-light-vehicle.tax-notice', version: 4, title: '軽自動車税 納税通知書', pages: 1,
  source: `#import "/forms.typ": *\n${slipPartsSource}\n${readFileSync(new URL('forms/tax-notice.typ', import.meta.url), 'utf8')}`,
})

/** 納税証明書（継続検査用） */
export const inspectionCertificate = defineTemplate({
  name: 'tax-light-vehicle.inspection-certificate', version: 3, title: '軽自動車税 納税証明書（継続検査用）', pages: 1, source: new URL('forms/inspection-certificate.typ', import.meta.url),
})

/** What a paper is about. An addressee who is protected has neither address nor postal code here. */
export interface PaperFacts { readonly tx: Tx; readonly law: LightVehicleLaw; readonly vehicle: Vehicle; readonly decision: DecidedAssessment; readonly addressee: Party }

/** What the notice prints: stored amounts with words, nothing computed — 通知書の内容. */
export function noticeData({ tx, law, vehicle, decision, addressee }: PaperFacts, slip: SlipPaper | null) {
  const { office } = tx
  const envelope = envelopeOf(addressee, office)
  const year = fiscalYearText(fiscalYear(decision.fiscalYear))
  return {
    isPractice: office.environment === 'practice', postal: postalText(envelope.postalCode), addressLines: envelope.lines, addressee: `${envelope.name}　様`,
    noticeNo: decision.noticeNo, issuedOn: printDate(tx.today), issuer: issuerOf(office), contact: `${office.name}　税務課　電話 ${office.phone}`,
    title: `${year}　${law.levyName}　${decision.decisionNo > 1 ? '税額変更通知書' : '納税通知書'}`,
    preamble: `${year}の${law.levyName}を次のとおり決定しましたので、${citationText(localTaxAct.art('463-17'))}により通知します。`,
    vehicle: [
      { label: '標識番号・車両番号', value: vehicle.plate }, { label: '種別・用途', value: classTitles[vehicle.class] }, { label: '車名', value: vehicle.model ?? '―' },
      { label: '初度検査年月', value: vehicle.firstInspected === null ? '―' : printMonth(plainDate(`${vehicle.firstInspected}-01`)) }, { label: '納税義務者', value: addressee.name },
    ],
    amounts: amountRows(decision), total: yenText(decision.annualTax), due: dueWords(decision),
    remedies: `この決定に不服があるときは、この通知書を受け取った日の翌日から3か月以内に、${office.mayorTitle}に審査請求ができます。決定の取消しの訴えは、審査請求の裁決を知った日の翌日から6か月以内に、${office.name}を被告として起こすことができます（裁決を経たあとでなければ起こせません）。4月2日よりあとに廃車や名義変更をしても、この年度の税は月割りになりません。`,
    slip,
  }
}

function amountRows(decision: DecidedAssessment): { label: string; article: string; amount: string }[] {
  const meanings = new Map(Object.values(lines).map((line) => [line.code, line]))
  return decision.lines.codes.flatMap((code, index) => {
    const line = meanings.get(code)
    if (!line || line.isTotal) return []
    const amount = decision.lines.amounts[index]!
    return [{ label: line.label, article: line.article ? articleText(line.article.article) : '', amount: line.unit === 'yen' ? yenText(amount) : `${amount}年` }]
  })
}

function dueWords(decision: DecidedAssessment): string {
  return decision.instalments.filter((one) => one.amount > 0).map((one) => `納期限　${printDate(one.dueOn)}　${yenText(one.amount)}`).join('\n')
}

/** What the certificate prints; it is good until the day before the next year's term. */
export function certificateData({ tx, law, vehicle, decision, addressee }: PaperFacts, serial: string) {
  const { office } = tx
  return {
    isPractice: office.environment === 'practice', serial, title: `${law.levyName}納税証明書（継続検査用）`,
    rows: [
      { label: '車両番号', value: vehicle.plate }, { label: '車台番号', value: vehicle.frameNumber ?? '―' }, { label: '種別・用途', value: classTitles[vehicle.class] },
      { label: '納税義務者　氏名・名称', value: addressee.name }, { label: '納税義務者　住所', value: addressee.address === '' ? '＊＊＊' : wholeAddress(addressee, office) },
      { label: '年度', value: fiscalYearText(fiscalYear(decision.fiscalYear)) }, { label: '税額', value: yenText(decision.annualTax) }, { label: '有効期限', value: printDate(goodUntil(law)) },
    ],
    statement: `上の車両について、${law.levyName}の滞納がないことを証明します。`, issuedOn: printDate(tx.today), issuer: issuerOf(office), seal: office.certifier.seal,
    note: 'この証明書は、道路運送車両法97条の2による継続検査のときに示すものです。手数料はかかりません。',
  }
}

function goodUntil({ fiscalYear: year, dueDay }: LightVehicleLaw): PlainDate {
  const first = dateOf(year + 1, dueDay.month, 1)
  return addDays(dueDay.day === 'end' ? endOfMonth(first) : dateOf(year + 1, dueDay.month, dueDay.day), -1)
}

function issuerOf(office: Pick<Office, 'certifier'>): string {
  return `${office.certifier.title}　${office.certifier.name}`
}

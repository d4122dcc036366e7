import type { Refused } from '../../kernel/outcome.ts'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { yenText } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { zeroYen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { defineTemplate } from '../../platform/document/index.ts'
import { hallName } from '../../platform/local-government/index.ts'
import { accruedOn } from '../accrual.ts'
import { refuse } from '../refusals.ts'
import { type Claim, claimsOfCharges, isLasting } from './claims.ts'
import { listForborne } from './ports.ts'
import { listSalesOfSeizures, type NewSale } from './sale-store.ts'
import { listSeizureClaims, listSeizureItems, type SeizureItemRow, type SeizureRow } from './seizure-store.ts'
import { methodWords, propertyWords } from './words.ts'

/** 公売公告: what is sold, when and where, and until when rights are made known. */
export const saleNotice = defineTemplate({ name: 'collection.sale-notice', version: 1, title: '公売公告', pages: 'any', source: new URL('forms/sale-notice.typ', import.meta.url) })

/** The output under which it leaves. */
export const saleNoticeOutput = 'collection.sale-notice'

/** Claims of a seizure of which something is open today, the delinquency charge of today among it. */
export async function openClaimsOf(tx: Tx, seizureId: string): Promise<readonly Claim[]> {
  const claims = await claimsOfCharges(tx, (await listSeizureClaims(tx, [seizureId])).map((claim) => claim.charge_id))
  const accrued = await accruedOn(tx, claims.map((claim) => claim.balance), tx.today)
  return claims.filter(({ balance }) => balance.balance > zeroYen || balance.feeBalance > zeroYen || (accrued.get(balance.chargeId)?.open ?? zeroYen) > zeroYen)
}

/**
 * Why nothing of a seizure may be sold today, or undefined — 換価の制限. LEGAL DOUBT: LD-161, whether one tax stops the others.
 * @refuses where everything is paid, and while a tax of it is in an extension, a plan that is kept, or a suspension
 */
export async function saleHindrance(tx: Tx, seizureId: string, field: string): Promise<Refused | undefined> {
  const open = await openClaimsOf(tx, seizureId)
  if (open.length === 0) return refuse('sale-paid-up', { field })
  const forborne = [...(await listForborne(tx, open.map(({ balance }) => balance.chargeId))).values()]
  if (forborne.includes('extension') || open.some((claim) => isLasting(claim, ['extension'], tx.today))) return refuse('sale-extended', { field })
  if (forborne.includes('plan')) return refuse('sale-in-plan', { field })
  return open.some((claim) => isLasting(claim, ['suspension'], tx.today)) ? refuse('sale-suspended', { field }) : undefined
}

/** Things of a seizure that are seized still, and those of them that no sale holds. */
export async function thingsOf(tx: Tx, seizureId: string): Promise<{ readonly seized: readonly SeizureItemRow[]; readonly free: readonly SeizureItemRow[] }> {
  const seized = (await listSeizureItems(tx, [seizureId])).filter((item) => item.lifted_on === null && item.sold_on === null)
  const held = new Set((await listSalesOfSeizures(tx, [seizureId])).filter((sale) => sale.ended_on === null).flatMap((sale) => sale.line_nos))
  return { seized, free: seized.filter((item) => !held.has(item.line_no)) }
}

type Announced = Omit<NewSale, 'saleId' | 'seizureId' | 'partyId' | 'lineNos' | 'documentId' | 'estimateGround'>

/** What the public notice prints. */
export function saleNoticeData(tx: Tx, sale: Announced & { readonly kind: SeizureRow['kind'] }, things: readonly Pick<SeizureItemRow, 'description'>[]) {
  const { office } = tx
  const day = (date: PlainDate): string => printDate(date)
  return {
    isPractice: office.environment === 'practice', noticeNo: `公告第${sale.saleNo}号`, postedOn: day(tx.today), certifier: `${office.certifier.title}　${office.certifier.name}`,
    preamble: `次のとおり、差し押さえた財産を公売しますので、国税徴収法第95条（地方税法の滞納処分の例による）及び第99条の規定により公告します。`,
    things: things.map((thing, index) => ({ no: String(index + 1), what: thing.description, kind: propertyWords[sale.kind] })),
    rows: [
      { label: '見積価額', value: yenText(sale.estimate) }, { label: '公売保証金', value: sale.deposit === null ? '要しません' : yenText(sale.deposit) }, { label: '公売の方法', value: methodWords[sale.method] },
      { label: '公売の日時・場所', value: `${day(sale.auctionOn)}　${sale.auctionTime}　${sale.place}` }, { label: '売却決定の日・場所', value: `${day(sale.decisionOn)}　${hallName(office)}税務課` }, { label: '買受代金の納付の期限', value: day(sale.payBy) },
      ...(sale.conditions === null ? [] : [{ label: '買受人の資格・条件', value: sale.conditions }]), ...(sale.shortenedReason === null ? [] : [{ label: '公告の期間を短くする理由', value: sale.shortenedReason }]),
    ],
    words: `公売財産の上に、質権、抵当権、先取特権、留置権など、代金から配当を受けることができる権利を有する人は、${day(addDays(sale.decisionOn, -1))}までに、その内容を申し出てください。公売財産に係る税が完納されたときなどは、公売を中止します。権利の移転に要する費用は、買受人の負担です。お問い合わせ　${hallName(office)}税務課　電話 ${office.phone}`,
  }
}

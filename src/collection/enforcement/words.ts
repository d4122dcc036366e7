import { citationText } from '../../kernel/citation.ts'
import type { ClaimEventKind, PropertyKind, SaleEnding, SaleMethod, SuspensionGround, WriteOffCause } from './model.ts'
import type { PrescriptionEffect, PrescriptionStep } from './rules/prescription.ts'
import type { LineKind } from './distribution-store.ts'

// Words of disposition of delinquency, as staff say them.

export const eventWords: Readonly<Record<ClaimEventKind, string>> = {
  'notice': '納付の告知', 'demand': '督促', 'reminder': '催告', 'acknowledgement': '承認（納付誓約など）', 'part-payment': '一部の納付', 'extension': '徴収猶予・換価の猶予', 'fraud': '偽りその他不正の行為', 'seizure': '差押え',
  'delivery-request': '交付要求', 'participating-seizure': '参加差押え', 'suspension': '滞納処分の停止',
}

export const effectWords: Readonly<Record<PrescriptionEffect, string>> = { 'renewed': '更新', 'postponed': '完成猶予', 'halted': '進行しない', 'none': '変わらない', 'too-late': '完成のあと' }

export const propertyWords: Readonly<Record<PropertyKind, string>> = { 'deposit': '預貯金', 'salary': '給与', 'insurance': '生命保険', 'other-claim': 'その他の債権', 'real-estate': '不動産', 'movables': '動産' }

export const methodWords: Readonly<Record<SaleMethod, string>> = { bids: '入札', ascending: 'せり売' }

export const saleEndingWords: Readonly<Record<SaleEnding, string>> = { 'sold': '代金を受け入れた', 'no-bid': '買受けの申込みがなかった', 'called-off': '中止', 'paid-up': '完納により売却決定を取消し', 'price-unpaid': '代金の不納付により売却決定を取消し' }

export const groundWords: Readonly<Record<SuspensionGround, string>> = { 'no-property': '財産がない（1号）', 'hardship': '生活を著しく窮迫させる（2号）', 'whereabouts-unknown': '所在と財産が不明（3号）' }

export const causeWords: Readonly<Record<WriteOffCause, string>> = { 'prescription': '時効の完成', 'suspension-continued': '停止が3年続いた', 'clearly-uncollectable': '徴収できないことが明らか' }

export const lineWords: Readonly<Record<LineKind, string>> = { costs: '滞納処分費', own: '差押えに係る税', requested: '交付要求の税', secured: '担保のある債権', surplus: '残余金' }

export const endingWords: Readonly<Record<string, string>> = { lifted: '解除', annulled: '取消し', satisfied: '完納により解除', cancelled: '取消し', extinguished: '納税義務の消滅' }

/** The article of a step in Japanese. */
export function articleWords(step: PrescriptionStep): string {
  return citationText(step.article)
}

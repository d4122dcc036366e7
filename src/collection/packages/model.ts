import { asideReasons as commonReasons, type AsideWords } from '../../platform/packages/index.ts'

/** Papers that are printed together for the machines of a printer — 一括印刷の種類. */
export const packageKinds = {
  demand: { title: '督促状', output: 'collection.demand' },
  reminder: { title: '催告書', output: 'collection.reminder' },
  slips: { title: '納付書', output: 'collection.payment-slip' },
  'refund-notice': { title: '過誤納金還付（充当）通知書', output: 'collection.refund-notice' },
  'transfer-return-notice': { title: '振込不能のお知らせ', output: 'collection.transfer-return-notice' },
  'debit-failure-notice': { title: '口座振替不能通知書', output: 'collection.debit-failure-notice' },
  'debit-start-notice': { title: '口座振替開始通知書', output: 'collection.debit-start-notice' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly output: string }>>
export type PackageKind = keyof typeof packageKinds
export const packageKindKeys = Object.keys(packageKinds) as [PackageKind, ...PackageKind[]]

/** Why a piece is not printed with the others — 引抜きの理由. */
export const asideReasons = [...commonReasons, 'reissued-too-often'] as const
export type AsideReason = (typeof asideReasons)[number]

/** What is said of a letter that is not printed with the others, and what to do with it. */
export const asideWords: Readonly<Record<AsideReason, AsideWords>> = {
  protected: { reason: '支援措置の対象のため、一括から抜きました。', remedy: '担当の者が1件だけ刷り、手で渡すか、決めた送り先へ送ります。' },
  suppressed: { reason: '抑止（返戻など）があるため、一括から抜きました。', remedy: '住民の記録で抑止の理由を確かめます。督促状で送り先が分からなければ、1件だけ刷ってから公示送達にします。' },
  'no-address': { reason: '送り先の住所がないため、一括から抜きました。', remedy: '宛名に住所か送付先を入れてから、1件だけ刷ります。督促状で分からなければ、刷ってから公示送達にします。' },
  'missing-glyph': { reason: '印刷できない文字があるため、一括から抜きました。', remedy: '文字の一覧で、使う字か書体を決めてから、1件だけ刷ります。' },
  'does-not-fit': { reason: '氏名か住所が様式に収まらないため、一括から抜きました。', remedy: '宛名を確かめ、送付先を短く書けるなら直してから、1件だけ刷ります。' },
  changed: { reason: '集めたあとで納付か額の変更があったため、一括から抜きました。', remedy: '残りがあれば、次の一括印刷に入ります。' },
  'reissued-too-often': { reason: '納付書の再発行が9回に達しているため、一括から抜きました。', remedy: '台帳で納付の状況を確かめ、期を選んで納付書を出します。' },
}

/** Why this piece may not be printed by itself either: what was gathered is not so any more, or cannot be said on a slip. */
export function isPrintedAlone(reason: AsideReason): boolean {
  return reason !== 'changed' && reason !== 'reissued-too-often'
}

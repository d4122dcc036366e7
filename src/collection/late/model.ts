/** Letters about debts that are printed together. */
export type LetterKind = 'demand' | 'reminder'

export const letterTitles: Readonly<Record<LetterKind, string>> = { demand: '督促状', reminder: '催告書' }

/** Outputs under which letters about debts leave the office. */
export const letterOutputs: Readonly<Record<LetterKind, string>> = { demand: 'collection.demand', reminder: 'collection.reminder' }

/** Why a piece is not printed with the others — 引抜きの理由. */
export const asideReasons = ['protected', 'suppressed', 'no-address', 'missing-glyph', 'does-not-fit', 'changed'] as const
export type AsideReason = (typeof asideReasons)[number]

/** What is said of a letter that is not printed with the others, and what to do with it. */
export const asideWords: Readonly<Record<AsideReason, { readonly reason: string; readonly remedy: string }>> = {
  protected: { reason: '支援措置の対象のため、一括から抜きました。', remedy: '担当の者が1件だけ刷り、手で渡すか、決めた送り先へ送ります。' },
  suppressed: { reason: '抑止（返戻など）があるため、一括から抜きました。', remedy: '住民の記録で抑止の理由を確かめます。送り先が分からなければ、1件だけ刷ってから公示送達にします。' },
  'no-address': { reason: '送り先の住所がないため、一括から抜きました。', remedy: '宛名に住所か送付先を入れてから、1件だけ刷ります。分からなければ、刷ってから公示送達にします。' },
  'missing-glyph': { reason: '印刷できない文字があるため、一括から抜きました。', remedy: '文字の一覧で、使う字か書体を決めてから、1件だけ刷ります。' },
  'does-not-fit': { reason: '氏名か住所が様式に収まらないため、一括から抜きました。', remedy: '宛名を確かめ、送付先を短く書けるなら直してから、1件だけ刷ります。' },
  changed: { reason: '集めたあとで納付か額の変更があったため、一括から抜きました。', remedy: '残りがあれば、次の一括印刷に入ります。' },
}

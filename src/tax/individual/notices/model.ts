import type { AsideReason, AsideWords } from '../../../platform/packages/index.ts'

/** What is said of a notice that is not printed with the others, and what to do with it — 引抜きの理由. */
export const asideWords: Readonly<Record<AsideReason, AsideWords>> = {
  protected: { reason: '支援措置の対象のため、一括から抜きました。', remedy: '担当の者が1件だけ刷り、手で渡すか、決めた送り先へ送ります。' },
  suppressed: { reason: '抑止（返戻など）があるため、一括から抜きました。', remedy: '住民の記録で抑止の理由を確かめます。送り先が分かれば抑止を解いて次の一括に入れ、分からなければ公示送達を考えます。' },
  'no-address': { reason: '送り先の住所がないため、一括から抜きました。', remedy: '宛名に住所か送付先を入れてから、1件だけ刷ります。' },
  'missing-glyph': { reason: '印刷できない文字があるため、一括から抜きました。', remedy: '文字の一覧で、使う字か書体を決めてから、1件だけ刷ります。' },
  'does-not-fit': { reason: '氏名か住所が様式に収まらないため、一括から抜きました。', remedy: '宛名を確かめ、送付先を短く書けるなら直してから、1件だけ刷ります。' },
  changed: { reason: '集めたあとで更正されたため、一括から抜きました。', remedy: '次の一括印刷で、変更後の通知書として刷ります。' },
}

/** Outputs under which notices leave the office: to the person, to the employer, and to the person by the employer. */
export const noticeOutput = 'tax-individual.tax-notice'
export const payerNoticeOutput = 'tax-individual.payer-notice'
export const employeeNoticeOutput = 'tax-individual.employee-notice'

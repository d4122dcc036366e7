import { asideReasons as commonReasons, type AsideWords } from '../../../platform/packages/index.ts'

/** Why a piece is not printed with the others — 引抜きの理由. */
export const asideReasons = [...commonReasons, 'electronic', 'too-late'] as const
export type AsideReason = (typeof asideReasons)[number]

/** What is said of a notice that is not printed with the others, and what to do with it — 引抜きの理由. */
export const asideWords: Readonly<Record<AsideReason, AsideWords>> = {
  protected: { reason: '支援措置の対象のため、一括から抜きました。', remedy: '担当の者が1件だけ刷り、手で渡すか、決めた送り先へ送ります。' },
  suppressed: { reason: '抑止（返戻など）があるため、一括から抜きました。', remedy: '住民の記録で抑止の理由を確かめます。送り先が分かれば抑止を解いて次の一括に入れ、分からなければ公示送達を考えます。' },
  'no-address': { reason: '送り先の住所がないため、一括から抜きました。', remedy: '宛名に住所か送付先を入れてから、1件だけ刷ります。' },
  'missing-glyph': { reason: '印刷できない文字があるため、一括から抜きました。', remedy: '文字の一覧で、使う字か書体を決めてから、1件だけ刷ります。' },
  'does-not-fit': { reason: '氏名か住所が様式に収まらないため、一括から抜きました。', remedy: '宛名を確かめ、送付先を短く書けるなら直してから、1件だけ刷ります。' },
  changed: { reason: '集めたあとで更正されたため、一括から抜きました。', remedy: '次の一括印刷で、変更後の通知書として刷ります。' },
  electronic: { reason: '電子の一覧で渡すことにしているため、刷りません。', remedy: '特別徴収義務者の画面から、電子の一覧を渡します。' },
  'too-late': { reason: '納期限の10日前までに届かない期があるため、一括から抜きました。', remedy: '「異動・更正」の画面で、通知の間に合う期へ繰り下げます。次の一括印刷に、新しい納期限で入ります。' },
}

/** What a package is made of: notices to persons, or those to employers with the sheets of their employees — 一括印刷の種類. */
export const packageKinds = ['persons', 'payers'] as const
export type PackageKind = (typeof packageKinds)[number]

/** How the sheets of employees are made: folded and pressed shut by the printer, or open — 圧着. */
export const employeeSheetsKeys = ['sealed', 'plain'] as const
export type EmployeeSheets = (typeof employeeSheetsKeys)[number]
export const employeeSheetsTitles: Readonly<Record<EmployeeSheets, string>> = { sealed: '圧着（二つ折り、外側に宛名）', plain: '圧着しない' }

/** How an employer is told — 通知の受取方法. */
export const deliveryKeys = ['paper', 'electronic'] as const
export type Delivery = (typeof deliveryKeys)[number]
export const deliveryTitles: Readonly<Record<Delivery, string>> = { paper: '紙', electronic: '電子の一覧' }

/** Outputs under which notices leave the office: to the person, to the employer, and to the person by the employer. */
export const noticeOutput = 'tax-individual.tax-notice'
export const payerNoticeOutput = 'tax-individual.payer-notice'
export const employeeNoticeOutput = 'tax-individual.employee-notice'

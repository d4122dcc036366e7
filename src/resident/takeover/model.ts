import type { CsvColumn } from '../intake/layout.ts'

/** What a file of another system can give: the columns of the register's CSV, a whole address to be split, the row's own number there. */
export type LegacyItem = CsvColumn | 'address'

/** Items by the words of the office; the keys are the columns of `docs/register-csv.md`. */
export const itemTitles: Readonly<Record<LegacyItem, string>> = {
  addressee_number: '宛名番号', household_number: '世帯番号', status: '住民状態', resident_type: '住民種別', name: '氏名', kana: '便宜上のフリガナ', furigana: '氏名の振り仮名',
  former_surname: '旧氏', former_surname_furigana: '旧氏の振り仮名', common_name: '通称', common_name_kana: '通称のフリガナ', birth_date: '生年月日', birth_unknown: '生年月日の不詳', birth_wording: '生年月日の表記',
  sex: '性別', relationship: '続柄', member_order: '世帯内の順', registered_domicile: '本籍', family_register_head: '筆頭者', nationality: '国籍・地域', immigration_category: '法30条の45の区分',
  status_of_residence: '在留資格', period_of_stay: '在留期間', stay_expires_on: '在留満了日', residence_card_number: '在留カード番号', postal_code: '郵便番号', town_block_id: '町字ID', town: '町字', number: '番地号',
  building: '方書', room: '部屋番号', address_fixed_on: '住所を定めた日', became_resident_on: '住民となった日', became_resident_event: '住民となった事由', previous_address: '転入前の住所', previous_municipality_code: '転入前の団体コード',
  planned_move_out_on: '転出予定日', planned_move_out_to: '転出予定先', ceased_on: '消除の日', ceased_wording: '消除の日の表記', move_out_to: '転出先', valid_from: 'この姿になった日',
  individual_number: '個人番号', resident_code: '住民票コード', address: '住所（一続き）',
}

/** Decisions about a row that are no value: leave it out, the same as a person who stands in the register, somebody else. */
export const rowDecisions = { exclude: '取り込まない', 'same-person': '同じ人（宛名番号）', 'other-person': '別の人' } as const
export type RowDecision = keyof typeof rowDecisions

/** What one correction speaks of — 直し. */
export type CorrectionItem = LegacyItem | RowDecision

export function titleOfItem(item: string): string {
  return (itemTitles as Readonly<Record<string, string>>)[item] ?? (rowDecisions as Readonly<Record<string, string>>)[item] ?? '行全体'
}

export function isCorrectionItem(item: string): item is CorrectionItem {
  return item in itemTitles || item in rowDecisions
}

/** What stands in the way (`error`), or what somebody should know (`notice`) — 指摘. */
export interface Finding {
  readonly lineNo: number
  readonly legacyId: string
  /** A `LegacyItem`, or empty for the whole row. */
  readonly item: string
  readonly code: string
  readonly level: 'error' | 'notice'
  readonly message: string
  readonly remedy: string
  /** The cell as it stood; never a number that names a person. */
  readonly found: string | null
}

export type RowState = 'good' | 'faulty' | 'excluded' | 'duplicate' | 'standing' | 'taken'
export const rowStateTitles: Readonly<Record<RowState, string>> = {
  good: '取り込める', faulty: '直すところがある', excluded: '取り込まないと決めた', duplicate: '同じ行が前にある', standing: 'もう記録されている', taken: '取り込んだ',
}

/** `checked` waits for the office; `proposed` for the second person; `posting` is being written into the register. */
export type RunState = 'reading' | 'checking' | 'checked' | 'cancelled' | 'proposed' | 'posting' | 'paused' | 'posted'
export const runStateTitles: Readonly<Record<RunState, string>> = {
  reading: '読んでいます', checking: '突き合わせています', checked: '試行が済みました', cancelled: '取りやめました', proposed: '決裁を待っています', posting: '取り込んでいます', paused: '取込みを止めています', posted: '取り込みました',
}

/** Counts of a trial, kept after its rows are erased. */
export interface Tallies {
  readonly rows: Readonly<Record<RowState, number>>
  readonly kinds: readonly { readonly code: string; readonly level: Finding['level']; readonly count: number }[]
  readonly errors: number
  readonly notices: number
  /** Rows whose names bear a substitute character. */
  readonly substitutes: number
  /** Against the trial before: new rows, rows gone, rows that read otherwise. */
  readonly since: { readonly added: number; readonly gone: number; readonly changed: number } | null
}

export interface Count { readonly key: string; readonly count: number }

/** One side of the comparison: who is taken over, by what can be counted. */
export interface Side {
  readonly persons: number
  readonly households: number
  /** Over 宛名番号, 氏名, 生年月日, 性別, 世帯番号, 続柄, 町字 of everybody, in order: equal digests are equal people. */
  readonly digest: string
  readonly bySex: readonly Count[]
  readonly byStatus: readonly Count[]
  readonly byAge: readonly Count[]
  readonly byTown: readonly Count[]
  readonly byHouseholdSize: readonly Count[]
}

/** To the person: every row of the file is taken, or left out for a reason that has a name — 照合表. */
export interface Reconciliation {
  readonly lines: number
  readonly excluded: readonly Count[]
  readonly duplicates: number
  readonly standing: number
  readonly substitutes: number
  readonly file: Side
  /** After the take-over; null before. */
  readonly register: Side | null
}

/** Words of each kind of finding on lists and charts. */
export const findingTitles: Readonly<Record<string, string>> = {
  unreadable: '行が読めない', columns: '列の数が違う', missing: '空', code: '決められていないコード', date: '日付が読めない', 'date-unknown': '日付に不詳がある', 'calc-missing': '計算に使う日がない',
  'external-character': '外字が決まっていない', substitute: '代わりの字を使った', undecodable: '文字として読めない', character: '表示できない文字', 'too-long': '長すぎる', kana: 'カナでない文字', 'kana-small': '小さいカナの疑い',
  'furigana-unconfirmed': '確認のない振り仮名', 'name-parts': '氏名の空白', 'check-digit': '検査用数字が合わない', number: '番号の形が違う', relationship: '続柄として使えない', 'town-unknown': '町字が辞書にない', 'address-rest': '番地が読めない',
  'date-in-future': 'あとの日付', 'before-birth': '生年月日より前', 'not-expected': '要らない値がある', 'twice-same': '同じ行が2回', twice: '同じ番号が2回', 'same-person-twice': '同じ人が2回の疑い',
  'number-of-another': '番号が別の人のもの', candidates: '同じ人の候補が複数', namesake: '氏名・生年月日が同じ人がいる', 'match-unknown': '同じ人とした番号がない', 'head-missing': '世帯主がいない', 'two-heads': '世帯主が2人', 'two-spouses': '夫・妻が2人',
  'child-older': '子が世帯主より年上', 'relationship-sex': '続柄と性別が合わない', 'correction-unused': '直しに当たる行がない', 'address-differs': '世帯の中で住所が違う', 'line-break': '改行を空白にした',
}

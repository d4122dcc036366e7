// Codes of the invented old system, and the profiles with which its file is read in the first and in the later trials.

export const sexCodes: Readonly<Record<string, string>> = { male: '1', female: '2', unknown: '0' }
export const statusCodes: Readonly<Record<string, string>> = { resident: '1', 'moved-out': '2', dead: '3', removed: '4' }
export const eventCodes: Readonly<Record<string, string>> = { 'move-in-domestic': '01', 'move-in-from-abroad': '02', birth: '03', 'ex-officio-entry': '04', 'taken-over': '09' }
export const categoryCodes: Readonly<Record<string, string>> = { 'mid-to-long-term': '1', 'special-permanent': '2', 'temporary-refuge': '3', 'provisional-stay': '4', 'transitional-birth': '5', 'transitional-loss': '6' }

const atomCodes: Readonly<Record<string, readonly [code: string, word: string]>> = {
  head: ['02', '世帯主'], husband: ['11', '夫'], wife: ['12', '妻'], 'husband-unregistered': ['13', '夫（未届）'], 'wife-unregistered': ['14', '妻（未届）'], child: ['20', '子'], father: ['51', '父'], mother: ['52', '母'],
  'elder-brother': ['71', '兄'], 'younger-brother': ['74', '弟'], 'elder-sister': ['81', '姉'], 'younger-sister': ['84', '妹'], kin: ['98', '縁故者'], cohabitant: ['99', '同居人'],
}

/** `child.wife` is 2012. */
export function relationshipCode(chain: string): string {
  return chain.split('.').map((atom) => atomCodes[atom]![0]).join('')
}

function relationshipWord(chain: string): string {
  return chain.split('.').map((atom) => atomCodes[atom]![1]).join('の')
}

/** Columns of the old system's file. */
export const oldColumns = [
  '個人コード', '世帯コード', '氏名漢字', '氏名カナ', '通称名', '生年月日', '性別', '続柄', '住所', '本籍', '筆頭者', '住民区分', '国籍', '在留区分', '在留資格', '在留期間', '満了日', '在留カード', '住民となった日', '異動事由',
  '住定日', '転入前住所', '状態', '消除日', '転出先', '転出予定日', '転出予定先', '個人番号', '住民票コード', '備考',
] as const
export type OldColumn = (typeof oldColumns)[number]

/** Item of the register for each column that is taken over. */
export const itemOf: Readonly<Partial<Record<OldColumn, string>>> = {
  個人コード: 'addressee_number', 世帯コード: 'household_number', 氏名漢字: 'name', 氏名カナ: 'kana', 通称名: 'common_name', 生年月日: 'birth_date', 性別: 'sex', 続柄: 'relationship', 住所: 'address', 本籍: 'registered_domicile', 筆頭者: 'family_register_head',
  住民区分: 'resident_type', 国籍: 'nationality', 在留区分: 'immigration_category', 在留資格: 'status_of_residence', 在留期間: 'period_of_stay', 満了日: 'stay_expires_on', 在留カード: 'residence_card_number', 住民となった日: 'became_resident_on', 異動事由: 'became_resident_event',
  住定日: 'address_fixed_on', 転入前住所: 'previous_address', 状態: 'status', 消除日: 'ceased_on', 転出先: 'move_out_to', 転出予定日: 'planned_move_out_on', 転出予定先: 'planned_move_out_to', 個人番号: 'individual_number', 住民票コード: 'resident_code',
}

const kinds: Readonly<Record<string, string>> = {
  addressee_number: 'as: number, width: 10', household_number: 'as: number, width: 10', name: 'as: name', kana: 'as: kana', common_name: 'as: name', family_register_head: 'as: name', birth_date: 'as: date', stay_expires_on: 'as: date', became_resident_on: 'as: date', address_fixed_on: 'as: date', ceased_on: 'as: date',
  planned_move_out_on: 'as: date', individual_number: 'as: number', resident_code: 'as: number', address: 'as: address', sex: 'as: code, table: 性別', relationship: 'as: relationship, table: 続柄', resident_type: 'as: code, table: 住民区分', immigration_category: 'as: code, table: 在留区分',
  became_resident_event: 'as: code, table: 異動事由', status: 'as: code, table: 状態',
}

function table(name: string, codes: Readonly<Record<string, string>>, without: ReadonlySet<string> = new Set()): string {
  return `  ${name}: { ${Object.entries(codes).filter(([value]) => !without.has(value)).map(([value, code]) => `"${code}": "${value}"`).join(', ')} }`
}

/**
 * The profile as an office writes it at first, from the leaflet of the old system, and as it is after the first trial has told what is missing.
 * @param chains relationships that occur in the file
 */
export function writeProfile(round: 'first' | 'later', { chains, place }: { readonly chains: ReadonlySet<string>; readonly place: string }): string {
  const isFirst = round === 'first'
  const relationships = [...new Set([...Object.keys(atomCodes), ...chains])].filter((chain) => !isFirst || !chain.includes('.')).map((chain) => `"${relationshipCode(chain)}": ${relationshipWord(chain)}`)
  const items = oldColumns.filter((column) => itemOf[column] !== undefined).map((column) => `  ${itemOf[column]}: { column: ${column}${kinds[itemOf[column]!] === undefined ? '' : `, ${kinds[itemOf[column]!]}`} }`)
  return [
    'encoding: cp932', 'legacyId: 個人コード', 'items:', ...items, 'tables:', table('性別', Object.fromEntries(Object.values(sexCodes).map((code) => [code, code]))), `  続柄: { ${relationships.join(', ')} }`, '  住民区分: { "1": japanese, "2": foreign }',
    table('在留区分', categoryCodes), table('異動事由', eventCodes, isFirst ? new Set(['ex-officio-entry', 'taken-over']) : new Set()), table('状態', statusCodes),
    'dates:', '  eraDigits: { "1": 明治, "2": 大正, "3": 昭和, "4": 平成, "5": 令和 }', '  empty: ["00000000", "0"]', ...(isFirst ? [] : ['  unknown: ["99999999"]']), '  calc: last', 'addresses:', `  strip: [${place}]`, '',
  ].join('\n')
}

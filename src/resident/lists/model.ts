import { z } from 'zod'
import { zDate, zText } from '../../platform/command/schema.ts'
import { registerEventTitles, type PersonOnDate, type RegisterEvent, type Snapshot } from '../model.ts'

const zAge = z.number({ error: '年齢は数字で入れてください。' }).int({ error: '年齢は整数で入れてください。' }).min(0, { error: '年齢は0以上で入れてください。' }).max(150, { error: '年齢は150までで入れてください。' }).nullable().default(null)
const zSpan = z.strictObject({ from: zDate.nullable(), to: zDate.nullable() })
const zNames = z.array(zText(120)).max(400).default([])
/** Codes of `listConditions` of the manifests. */
const zCodes = z.array(zText(60)).max(40).default([])
const zStatuses = z.array(z.enum(['resident', 'moved-out', 'dead', 'removed'], { error: '住民の別を選んでください。' })).min(1, { error: '住民の別を、少なくとも1つ選んでください。' })
const zEvent = z.enum(Object.keys(registerEventTitles) as [RegisterEvent, ...RegisterEvent[]], { error: '異動事由を選んでください。' })

/** What a person must fulfil to stand in a list; what is left out is not asked — 条件. All of them must hold. */
export const zConditions = z.strictObject({
  on: zDate, knownOn: zDate.nullable().default(null), statuses: zStatuses,
  ageFrom: zAge, ageTo: zAge, ageOn: zDate.nullable().default(null), born: zSpan.nullable().default(null),
  sexes: z.array(z.enum(['male', 'female', 'unknown'])).default([]), types: z.array(z.enum(['japanese', 'foreign'])).default([]), towns: zNames, formerTowns: zNames,
  headship: z.enum(['any', 'head', 'not-head']).default('any'), sizeFrom: zAge, sizeTo: zAge, childUnder: zAge, allOver: zAge,
  nationalities: zNames, residenceStatuses: zNames, stayExpires: zSpan.nullable().default(null),
  becameResident: zSpan.nullable().default(null), events: z.array(zEvent).default([]), eventIn: zSpan.nullable().default(null), quietSince: zDate.nullable().default(null),
  businesses: zCodes, otherThan: zCodes,
})
export type Conditions = z.infer<typeof zConditions>

/** Items a list may show — 載せる項目. 個人番号, 住民票コード and card numbers are none of them and never will be. */
export const columnTitles = {
  addresseeNumber: '宛名番号', householdNumber: '世帯番号', name: '氏名', kana: 'フリガナ', formerSurname: '旧氏', commonName: '通称', birth: '生年月日', age: '年齢', sex: '性別', relationship: '続柄', headName: '世帯主', householdSize: '世帯の人数',
  postalCode: '郵便番号', address: '住所', town: '町丁字', becameResidentOn: '住民となった日', addressFixedOn: '住所を定めた日', previousAddress: '転入前の住所', type: '日本人・外国人', nationality: '国籍・地域', statusOfResidence: '在留資格', stayExpiresOn: '在留期間の満了日', status: '住民の別', ceasedOn: '住民でなくなった日',
} as const
export type Column = keyof typeof columnTitles
const columns = Object.keys(columnTitles) as [Column, ...Column[]]

/** Orders of a list — 並び. */
export const sortTitles = { kana: 'フリガナ', address: '郵便番号・住所', household: '世帯', birth: '生年月日', addressee: '宛名番号' } as const
export type Sort = keyof typeof sortTitles

/** Conditions, items and order: what a definition keeps and a list is made from. */
export const zDraft = z.strictObject({
  conditions: zConditions,
  columns: z.array(z.enum(columns, { error: 'この項目は、一覧に載せられません。' })).min(1, { error: '載せる項目を、少なくとも1つ選んでください。' }).max(columns.length),
  sort: z.enum(Object.keys(sortTitles) as [Sort, ...Sort[]], { error: '並びを選んでください。' }),
})
export type Draft = z.infer<typeof zDraft>

/** What a list is for — 利用目的. */
export const purposeTitles = { 'by-law': '法令に定めのある事務', 'own-work': '庁内の事務（必要な範囲で、相当の理由がある）', survey: '統計・調査', mailing: '通知・案内の郵送', disaster: '防災・避難の支援' } as const
export type PurposeKind = keyof typeof purposeTitles
export const zPurpose = z.strictObject({
  kind: z.enum(Object.keys(purposeTitles) as [PurposeKind, ...PurposeKind[]], { error: '何のための一覧かを選んでください。' }), text: zText(200, '使いみち'), basis: zText(200, '根拠の法令'),
})
export type Purpose = z.infer<typeof zPurpose>

/** What is kept of a list when it is made. */
export const zListInput = z.strictObject({ draft: zDraft, purpose: zPurpose })
export type ListInput = z.infer<typeof zListInput>

/** What was found: how many, and a digest over their ids in the order of reading. */
export interface ListResult { readonly count: number; readonly digest: string; readonly isCut: boolean }

/** Somebody with all that conditions may ask about; household and history only where they do. */
export interface Candidate { readonly person: PersonOnDate; readonly members: readonly PersonOnDate[]; readonly history: readonly Snapshot[] }

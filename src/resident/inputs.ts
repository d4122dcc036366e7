import { z } from 'zod'
import { longestWording } from '../kernel/unknown-date.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { zDate, zDigits, zId, zOptionalText, zText } from '../platform/command/schema.ts'

// What is filed, as the commands take it. Empty is null.

/** A date of which something may be unknown, with the day to compute with. */
export const zBirthDate = z.strictObject({
  calc: zDate,
  unknown: z.enum(['none', 'day', 'month-day', 'all', 'approximate', 'off-calendar'], { error: '不詳の区分を選んでください。' }),
  wording: zOptionalText(longestWording, '不詳の表記'),
}).refine((date) => date.unknown === 'none' || date.wording !== null, { error: '不詳の部分があるときは、戸籍などに書かれたとおりの表記を入れてください。', path: ['wording'] })

export const zAddress = z.strictObject({
  postalCode: zDigits(7, '郵便番号').nullable(),
  townBlockId: zDigits(7, '町字ID').nullable(),
  town: zText(120, '町字'),
  number: zText(50, '番地・号'),
  building: zOptionalText(300, '方書'),
  room: zOptionalText(50, '部屋番号'),
})

export const sexes = ['male', 'female', 'unknown'] as const
const zSex = z.enum(sexes, { error: '性別を選んでください。' })
const zKana = zOptionalText(100, 'フリガナ')
const zRelationship = zText(100, '続柄')

/** Who came to the counter and how he was identified — 届出人・本人確認. */
export const notifierRelations = { self: '本人', householder: '世帯主', 'household-member': '同じ世帯の人', agent: '代理人', father: '父', mother: '母', relative: '親族', other: 'その他' } as const
export const identityProofs = { 'individual-number-card': 'マイナンバーカード', 'drivers-license': '運転免許証', passport: '旅券', 'residence-card': '在留カード', 'two-without-photo': '写真のない書類2点', questions: '聞き取り', none: '確認なし（郵送・他の市区町村からの送付）' } as const

const zNotifier = z.strictObject({
  relation: z.enum(Object.keys(notifierRelations) as [keyof typeof notifierRelations], { error: '届出人を選んでください。' }),
  identityProof: z.enum(Object.keys(identityProofs) as [keyof typeof identityProofs], { error: '本人確認の方法を選んでください。' }),
})

/** An alert that was shown and for which a reason was chosen. */
const zAcknowledged = z.array(z.strictObject({ code: zText(100), field: z.string().nullable(), reason: zText(200, '理由') })).max(100).default([])

/** What every filing has; `oneStopId` where it was made from an announced move — 引越しワンストップの受付. */
export const common = { notifiedOn: zDate, notifiedBy: zNotifier, acknowledged: zAcknowledged, oneStopId: zId.nullable().default(null) }

const zForeign = z.strictObject({
  nationality: zText(100, '国籍・地域'),
  category: z.enum(['mid-to-long-term', 'special-permanent', 'temporary-refuge', 'provisional-stay', 'transitional-birth', 'transitional-loss'], { error: '法30条の45の区分を選んでください。' }),
  statusOfResidence: zOptionalText(50, '在留資格'),
  periodOfStay: zOptionalText(20, '在留期間'),
  expiresOn: zDate.nullable(),
  cardNumber: zOptionalText(12, '在留カード等の番号'),
})

export const zMovingInPerson = z.strictObject({
  /** The person's own former record here: a returning resident keeps the 宛名番号. */
  returningPersonId: zId.nullable().default(null),
  name: zText(100, '氏名'),
  kana: zKana,
  furigana: zOptionalText(100, '振り仮名').default(null),
  formerSurname: zOptionalText(50, '旧氏').default(null),
  formerSurnameFurigana: zOptionalText(50, '旧氏の振り仮名').default(null),
  commonName: zOptionalText(100, '通称').default(null),
  commonNameKana: zOptionalText(100, '通称のフリガナ').default(null),
  birth: zBirthDate,
  sex: zSex,
  relationship: zRelationship,
  registeredDomicile: zOptionalText(200, '本籍').default(null),
  familyRegisterHead: zOptionalText(100, '筆頭者').default(null),
  foreign: zForeign.nullable().default(null),
  individualNumber: zDigits(12, '個人番号').nullable().default(null),
  residentCode: zDigits(11, '住民票コード').nullable().default(null),
})

/** Moving in — 転入届. */
export const MovingIn = z.strictObject({
  ...common,
  movedOn: zDate,
  from: z.strictObject({
    kind: z.enum(['domestic', 'abroad', 'none'], { error: '転入前の住所の種類を選んでください。' }),
    municipalityCode: zDigits(6, '市区町村コード').nullable().default(null),
    /** Full address, or the country. */
    address: zOptionalText(300, '転入前の住所'),
    /** The last place was never notified there — 未届. */
    isUnreported: z.boolean().default(false),
    /** Where the last record was, of somebody whose last place was never notified — 最終登録住所地. */
    lastRegistered: zOptionalText(300, '最後に届け出た住所').default(null),
  }),
  plannedMoveOutOn: zDate.nullable().default(null),
  evidence: z.enum(['moving-out-certificate', 'one-stop', 'passport', 'family-register', 'none'], { error: '確かめた書類を選んでください。' }),
  address: zAddress,
  household: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('new') }), z.strictObject({ kind: z.literal('join'), householdId: zId })], { error: '世帯を選んでください。' }),
  persons: z.array(zMovingInPerson).min(1, { error: '転入する人を1人以上入れてください。' }).max(20, { error: '一つの届出で入れられるのは20人までです。' }),
})
export type MovingIn = z.infer<typeof MovingIn>

/** New relationships of members who stay or arrive; whoever is not named keeps what follows by rule. */
const zRelationships = z.array(z.strictObject({ personId: zId, relationship: zRelationship })).max(50).default([])

/** Moving within the municipality — 転居届. */
export const Relocation = z.strictObject({
  ...common,
  movedOn: zDate,
  personIds: z.array(zId).min(1, { error: '転居する人を選んでください。' }).max(50),
  address: zAddress,
  household: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('keep') }), z.strictObject({ kind: z.literal('new') }), z.strictObject({ kind: z.literal('join'), householdId: zId })], { error: '世帯を選んでください。' }),
  relationships: zRelationships,
})
export type Relocation = z.infer<typeof Relocation>

/** Moving out — 転出届. The only notification whose day may lie ahead. */
export const MovingOut = z.strictObject({
  ...common,
  movedOn: zDate,
  /** Filed with the Individual Number Card: the municipality of arrival asks the network, and no certificate is handed out — 特例転出. */
  isCardBased: z.boolean().default(false),
  personIds: z.array(zId).min(1, { error: '転出する人を選んでください。' }).max(50),
  to: z.strictObject({
    kind: z.enum(['domestic', 'abroad'], { error: '転出先の種類を選んでください。' }),
    municipalityCode: zDigits(6, '市区町村コード').nullable().default(null),
    address: zText(300, '転出先'),
  }),
  relationships: zRelationships,
})
export type MovingOut = z.infer<typeof MovingOut>

/** Birth — 出生. */
export const Birth = z.strictObject({
  ...common,
  bornOn: zBirthDate,
  /** The record the child is entered beside; as a rule the mother. */
  motherId: zId.nullable().default(null),
  householdId: zId,
  child: z.strictObject({
    /** Null while the child has no name — 氏名未定. */
    name: zOptionalText(100, '氏名'),
    furigana: zOptionalText(100, '振り仮名'),
    sex: zSex,
    relationship: zRelationship,
    registeredDomicile: zOptionalText(200, '本籍').default(null),
    familyRegisterHead: zOptionalText(100, '筆頭者').default(null),
    foreign: zForeign.nullable().default(null),
  }),
})
export type Birth = z.infer<typeof Birth>

/** Death — 死亡. */
export const Death = z.strictObject({
  ...common,
  personId: zId,
  diedOn: zBirthDate,
  relationships: zRelationships,
})
export type Death = z.infer<typeof Death>

/** The four forms of a household change — 世帯変更届の別. */
export const householdChanges = { split: '世帯分離', merge: '世帯合併', transfer: '世帯変更', householder: '世帯主変更' } as const

/** Change of a household at one address — 世帯変更届. */
export const HouseholdChange = z.strictObject({
  ...common,
  changedOn: zDate,
  change: z.enum(Object.keys(householdChanges) as [keyof typeof householdChanges], { error: '世帯の変更の別を選んでください。' }),
  /** Those who go into the other household; for a change of the head, the new head alone. */
  personIds: z.array(zId).min(1, { error: '世帯を移る人、または新しい世帯主を選んでください。' }).max(50),
  /** The household they go into, for 合併 and 変更. */
  householdId: zId.nullable().default(null),
  relationships: zRelationships,
})
export type HouseholdChange = z.infer<typeof HouseholdChange>

/** Notice of another municipality that persons who filed a move-out have arrived there — 転入通知. */
export const MovingInNotice = z.strictObject({
  ...common,
  /** The day on which they arrived there. */
  movedInOn: zDate,
  personIds: z.array(zId).min(1, { error: '転入した人を選んでください。' }).max(50),
  to: z.strictObject({ municipalityCode: zDigits(6, '市区町村コード').nullable().default(null), address: zText(300, '転入した住所') }),
})
export type MovingInNotice = z.infer<typeof MovingInNotice>

/** Why the family register changed — 戸籍の届出の別. `furigana` is the reading of the name alone. */
export const familyRegisterCauses = {
  marriage: '婚姻', divorce: '離婚', adoption: '養子縁組', 'adoption-dissolved': '養子離縁', acknowledgement: '認知', entry: '入籍', separation: '分籍', transfer: '転籍',
  'surname-change': '氏の変更', 'given-name-change': '名の変更', naming: '命名', furigana: '氏名の振り仮名', 'sex-change': '性別の取扱いの変更', correction: '戸籍訂正', other: 'そのほか',
} as const

/** What of one person changes; null where nothing does. */
export const zFamilyRegisterPerson = z.strictObject({
  personId: zId,
  name: zOptionalText(100, '氏名').default(null),
  furigana: zOptionalText(100, '振り仮名').default(null),
  registeredDomicile: zOptionalText(200, '本籍').default(null),
  familyRegisterHead: zOptionalText(100, '筆頭者').default(null),
  sex: zSex.nullable().default(null),
  relationship: zOptionalText(100, '続柄').default(null),
})

/** A filing to the family register that changes the record of persons here: name, reading, domicile, head, sex, relationship — 戸籍の届出による修正. */
export const FamilyRegisterChange = z.strictObject({
  ...common,
  changedOn: zDate,
  cause: z.enum(Object.keys(familyRegisterCauses) as [keyof typeof familyRegisterCauses], { error: '戸籍の届出の別を選んでください。' }),
  persons: z.array(zFamilyRegisterPerson).min(1, { error: '変わることを、1人以上に書いてください。' }).max(50),
})
export type FamilyRegisterChange = z.infer<typeof FamilyRegisterChange>

/** What is asked for — 旧氏の申出の別. */
export const formerSurnameRequests = { entry: '旧氏の記載', change: '旧氏の変更', deletion: '旧氏の削除' } as const

/** A request to enter, change or delete the surname once borne — 旧氏の申出. The record changes on the day of the request. */
export const FormerSurname = z.strictObject({
  ...common,
  request: z.enum(Object.keys(formerSurnameRequests) as [keyof typeof formerSurnameRequests], { error: '申出の別を選んでください。' }),
  personId: zId,
  formerSurname: zOptionalText(50, '旧氏').default(null),
  formerSurnameFurigana: zOptionalText(50, '旧氏の振り仮名').default(null),
})
export type FormerSurname = z.infer<typeof FormerSurname>

/** Numbers of a record, and why one is entered — 番号の別と事由. */
export const recordNumbers = { 'individual-number': '個人番号', 'resident-code': '住民票コード' } as const
export const numberCauses = { assigned: '初めての記載（通知）', 'on-request': '本人の請求による変更', 'ex-officio': '職権による変更', correction: '誤りの修正' } as const

/** A number of one person: entered for the first time, changed, or put right — 番号の記載・変更. The record changes on the day it is filed. */
export const NumberChange = z.strictObject({
  ...common,
  number: z.enum(Object.keys(recordNumbers) as [keyof typeof recordNumbers], { error: '番号の別を選んでください。' }),
  cause: z.enum(Object.keys(numberCauses) as [keyof typeof numberCauses], { error: '事由を選んでください。' }),
  personId: zId,
  /** Digits only; null in what is kept of a filing, whose numbers are sealed apart. */
  newNumber: z.string().regex(/^\d{11,12}$/, { error: '番号は、個人番号なら12桁、住民票コードなら11桁の数字で入れてください。' }).nullable(),
  /** Why it is changed: what may have happened to the old one, or what was wrong. */
  reason: zOptionalText(300, '理由').default(null),
})
export type NumberChange = z.infer<typeof NumberChange>

/** What is asked for — 通称の申出の別. */
export const commonNameRequests = { entry: '通称の記載', deletion: '通称の削除' } as const

/** A request to enter or delete the name a foreign resident goes by — 通称の申出. The record changes on the day of the request. */
export const CommonName = z.strictObject({
  ...common,
  request: z.enum(Object.keys(commonNameRequests) as [keyof typeof commonNameRequests], { error: '申出の別を選んでください。' }),
  personId: zId,
  commonName: zOptionalText(100, '通称').default(null),
  commonNameKana: zOptionalText(100, '通称のフリガナ').default(null),
  /** What shows that the name is used in this country. */
  proof: zOptionalText(200, '確かめた書類').default(null),
})
export type CommonName = z.infer<typeof CommonName>

/** What the office found out, and when — 実態調査. */
const zSurvey = z.strictObject({ surveyedOn: zDate.nullable().default(null), finding: zOptionalText(500, '調べたこと').default(null) })
const noSurvey = { surveyedOn: null, finding: null }

/** Why the office closes a record by itself — 職権消除の事由. */
export const removalReasons = { absent: '不現住', 'moved-out': '転出（届出のないもの・遅れたもの）', disappearance: '失踪宣告', 'out-of-scope': '外国人住民でなくなった', 'lost-nationality': '国籍喪失（国外にいる人）', 'recorded-twice': '二重の記載', other: 'そのほか' } as const

/** Closing of records by the office — 職権消除. */
export const ExOfficioRemoval = z.strictObject({
  ...common,
  /** Only for a disappearance may a part of it be unknown. */
  removedOn: zBirthDate,
  reason: z.enum(Object.keys(removalReasons) as [keyof typeof removalReasons], { error: '消除の事由を選んでください。' }),
  personIds: z.array(zId).min(1, { error: '消除する人を選んでください。' }).max(50),
  survey: zSurvey.default(noSurvey),
  /** Where they went, as far as it is known. */
  to: z.strictObject({ municipalityCode: zDigits(6, '市区町村コード').nullable().default(null), address: zText(300, '転出先') }).nullable().default(null),
  /** The day on which the ruling of disappearance became final. */
  ruledOn: zDate.nullable().default(null),
  relationships: zRelationships,
})
export type ExOfficioRemoval = z.infer<typeof ExOfficioRemoval>

/** Bringing back records that the office had closed — 職権回復. */
export const ExOfficioRecovery = z.strictObject({
  ...common,
  recoveredOn: zDate,
  personIds: z.array(zId).min(1, { error: '回復する人を選んでください。' }).max(50),
  survey: zSurvey.default(noSurvey),
  household: z.enum(['former', 'new'], { error: '世帯を選んでください。' }).default('former'),
  relationships: zRelationships,
})
export type ExOfficioRecovery = z.infer<typeof ExOfficioRecovery>

/** A record made without a filing, for persons who were found living here — 職権記載. */
export const ExOfficioEntry = MovingIn.extend({ survey: zSurvey.default(noSurvey) })
export type ExOfficioEntry = z.infer<typeof ExOfficioEntry>

/** How somebody became Japanese — 日本国籍の取得の別. */
export const nationalityGains = { naturalisation: '帰化', acquisition: '国籍取得の届出' } as const

/** A foreign resident becomes Japanese: the foreign record ends, a Japanese one goes on with what was recorded — 帰化等. */
export const Naturalisation = z.strictObject({
  ...common,
  /** The day of the gazette notice, or of the filing to the Minister of Justice. */
  gainedOn: zDate,
  gain: z.enum(Object.keys(nationalityGains) as [keyof typeof nationalityGains], { error: '帰化か国籍取得かを選んでください。' }),
  personId: zId,
  name: zText(100, '氏名'),
  furigana: zOptionalText(100, '振り仮名').default(null),
  registeredDomicile: zText(200, '本籍'),
  familyRegisterHead: zText(100, '筆頭者'),
  /** Only where it changes. */
  relationship: zOptionalText(100, '続柄').default(null),
})
export type Naturalisation = z.infer<typeof Naturalisation>

/** A Japanese resident loses the nationality and stays: the Japanese record ends, a foreign one goes on — 国籍喪失. */
export const LossOfNationality = z.strictObject({
  ...common,
  lostOn: zDate,
  /** When the loss became known to whoever has to file it. */
  knownOn: zDate,
  personId: zId,
  /** As in the passport. */
  name: zText(100, '氏名'),
  kana: zKana.default(null),
  nationality: zText(100, '国籍・地域'),
})
export type LossOfNationality = z.infer<typeof LossOfNationality>

/** What the Commissioner of the Immigration Services Agency has told of a foreign resident; null where it stays — 入管庁長官の通知. */
export const ImmigrationNotice = z.strictObject({
  ...common,
  changedOn: zDate,
  personId: zId,
  name: zOptionalText(100, '氏名').default(null),
  kana: zOptionalText(100, 'フリガナ').default(null),
  foreign: zForeign,
})
export type ImmigrationNotice = z.infer<typeof ImmigrationNotice>

/** What every filing holds. */
export interface Filed { readonly notifiedOn: PlainDate; readonly notifiedBy: z.infer<typeof zNotifier>; readonly acknowledged: z.infer<typeof zAcknowledged>; readonly oneStopId: string | null }

export type Acknowledged = MovingIn['acknowledged'][number]

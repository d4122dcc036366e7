import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { ageByBirthday } from '../../kernel/age.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { deadlineFrom, within14Days } from '../../kernel/period.ts'
import { isKnownDay } from '../../kernel/calendar.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { beginEditing, zEditing } from '../editing/editing.ts'
import { addressText, findHead, isResident, partsOfName, type PersonOnDate } from '../model.ts'
import { registerLawOn } from '../law.ts'
import { findExamplePerson } from '../notification/store.ts'
import { findHouseholdOn, findPersonOn, listAtPlace, listHouseholdsOn, listPersonsInDrafts, listTownBlocks } from '../queries.ts'
import { listBlockingMeasures } from '../protection/store.ts'
import { refusals } from '../refusals.ts'
import { prefillFrom, type Prefilled } from '../one-stop/prefill.ts'
import { birthText, sexTitles } from './rows.ts'
import { relationshipText } from '../rules/relationship.ts'
import { addressKeyOf } from '../search/keys.ts'

const dateText = z.string().transform((text) => text as PlainDate)

const zPlace = z.object({ town: z.string().max(120).nullable().default(null), number: z.string().max(50).nullable().default(null), movedOn: z.string().nullable().default(null),
  /** Somebody whose record was closed here and who comes back. */
  returningId: zId.nullable().default(null),
  /** The announced move that fills the form — 引越しワンストップの受付. */
  oneStopId: zId.nullable().default(null),
})
/** Fields of a form that an announced move fills; never a number. */
const zAnnounced = z.object({ fields: z.custom<Prefilled>(), personIds: z.array(z.string()) })

export const MovingInForm = z.object({
  towns: z.array(z.string()),
  /** Households at the place: first name of the head and size only; a household with a protected person is left out. */
  households: z.array(z.object({ householdId: z.string(), label: z.string() })),
  due: dateText.nullable(),
  /** What was recorded of who comes back, to be edited — 再転入. Null where it is withheld. */
  returning: z.object({ personId: z.string(), name: z.string(), kana: z.string().nullable(), birth: z.string(), sex: z.enum(['male', 'female', 'unknown']), registeredDomicile: z.string().nullable(), familyRegisterHead: z.string().nullable() }).nullable(),
  /** Fields that an announced move fills, and whom of the register they speak of. */
  announced: zAnnounced.nullable(),
})
export type MovingInForm = z.infer<typeof MovingInForm>

/** What the moving-in form needs beside what is typed: the dictionary and the households at the place. */
export const movingInForm = query<z.infer<typeof zPlace>, MovingInForm>({
  name: 'resident.moving-in-form', title: '転入届の用紙', permission: 'resident.write', action: 'view', sensitive: true,
  description: 'The address dictionary, the households at the place typed so far, the deadline the date starts, and what was recorded of somebody who comes back.',
  input: zPlace, output: MovingInForm,
  subjects: (value) => [...(value.returning === null ? [] : [value.returning.personId]), ...value.announced?.personIds ?? []],
  withhold: (value, personIds) => ({
    ...value, returning: value.returning !== null && personIds.has(value.returning.personId) ? null : value.returning,
    announced: value.announced?.personIds.some((id) => personIds.has(id)) ? null : value.announced,
  }),
  async run(tx, input) {
    const blocks = await listTownBlocks(tx)
    const day = input.movedOn === null ? undefined : zDate.safeParse(input.movedOn)
    const due = day?.success && isKnownDay(day.data, nationalClosedDays) ? deadlineFrom(day.data, { ...within14Days, days: registerLawOn(day.data).notificationDays }, nationalClosedDays).due : null
    const returning = input.returningId === null ? null : await lastRecordOf(tx, input.returningId)
    if (returning === undefined) return refusals.refuse('not-found')
    const filled = input.oneStopId === null ? accept(null) : await prefillFrom(tx, input.oneStopId, ['moving-in'])
    if (!filled.ok) return filled
    const announced = filled.value && { fields: filled.value.fields, personIds: [...filled.value.personIds] }
    if (!input.town || !input.number) return { ok: true, value: { towns: blocks.map((block) => block.town), households: [], due, returning, announced } }
    const at = await listAtPlace(tx, addressKeyOf({ postalCode: null, townBlockId: null, town: input.town, number: input.number, building: null, room: null }))
    const measures = new Set((await listBlockingMeasures(tx, at.map((one) => one.personId))).map((measure) => measure.personId))
    const found = await listHouseholdsOn(tx, [...new Set(at.map((one) => one.householdId))].slice(0, 30))
    const shown = found.filter((one) => !one.members.some((member) => measures.has(member.personId)))
    return {
      ok: true,
      value: {
        towns: blocks.map((block) => block.town), due, returning, announced,
        households: shown.map((one) => ({ householdId: one.householdId, label: `${partsOfName((findHead(one.members) ?? one.members[0]!).name).given || '世帯'}　${one.members.length}人${one.members[0]?.address.room ? `　${one.members[0].address.room}` : ''}` })),
      },
    }
  },
  example: async () => ({ town: null, number: null, movedOn: null, returningId: null, oneStopId: null }),
})

/** The last data of a person whose record is closed; null while it is open, undefined where the town has nobody of this id. */
async function lastRecordOf(tx: Tx, personId: string): Promise<MovingInForm['returning'] | undefined> {
  const person = await findPersonOn(tx, personId)
  if (person === undefined) return undefined
  if (isResident(person) || person.status === 'dead') return null
  return { personId, name: person.name, kana: person.furigana ?? person.kana, birth: birthText(person), sex: person.sex, registeredDomicile: person.registeredDomicile, familyRegisterHead: person.familyRegisterHead }
}

const zMember = z.object({ personId: z.string(), name: z.string(), kana: z.string().nullable(), birth: z.string().nullable(), age: z.number().nullable(), sex: z.string().nullable(), relationship: z.string(), relationshipTitle: z.string(), isWithheld: z.boolean() })
export const PersonForm = z.object({
  personId: z.string(), name: z.string(), kana: z.string().nullable(), addresseeNumber: z.string(), birth: z.string().nullable(), age: z.number().nullable(), sex: z.string().nullable(), address: z.string().nullable(), addressSince: dateText.nullable(),
  statusTitle: z.string(), isResident: z.boolean(), householdId: z.string(), members: z.array(zMember), towns: z.array(z.string()), draftId: z.string().nullable(), isProtected: z.boolean(), surname: z.string(),
  /** What is recorded of a foreign resident's stay; null for a Japanese one, and where it is withheld. */
  foreign: z.object({ nationality: z.string().nullable(), category: z.string(), statusOfResidence: z.string().nullable(), periodOfStay: z.string().nullable(), expiresOn: dateText.nullable(), cardNumber: z.string().nullable() }).nullable(),
  /** Other households at the same address, into which somebody may go; one with a protected person is left out. */
  households: z.array(z.object({ householdId: z.string(), label: z.string(), members: z.array(zMember) })),
  /** Who has the record open for an entry: this officer, or another who came first. */
  editing: zEditing,
  announced: zAnnounced.nullable(),
})
export type PersonForm = z.infer<typeof PersonForm>

/** What a filing about an existing person needs: who, where, and the household as it stands. */
export const personForm = query({
  name: 'resident.person-form', title: '届出の用紙', permission: 'resident.write', action: 'view',
  description: 'One person with the members of the household, for a filing about them. Whoever opens it first holds the record for some minutes; others are told by whom.',
  input: z.object({ personId: zId, oneStopId: zId.nullable().default(null) }), output: PersonForm,
  async run(tx, input) {
    const person = await findPersonOn(tx, input.personId)
    if (person === undefined) return refusals.refuse('not-found')
    const filled = input.oneStopId === null ? accept(null) : await prefillFrom(tx, input.oneStopId, ['moving-out', 'relocation', 'moving-in-notice'])
    if (!filled.ok) return filled
    const household = await findHouseholdOn(tx, person.householdId)
    const [draft] = await listPersonsInDrafts(tx, [person.personId])
    const [measure] = await listBlockingMeasures(tx, [person.personId])
    return {
      ok: true,
      value: {
        personId: person.personId, name: person.name, kana: person.furigana ?? person.kana, addresseeNumber: person.addresseeNumber, birth: birthText(person), age: ageByBirthday(person.birth.calc, tx.today), sex: sexTitles[person.sex],
        address: addressText(person.address), addressSince: person.addressFixedOn, statusTitle: isResident(person) ? '住民' : '住民でない人', isResident: isResident(person), householdId: person.householdId, surname: partsOfName(person.name).surname,
        members: (household?.members ?? []).map((member) => memberOf(member, tx.today)), households: await householdsBeside(tx, person), foreign: person.immigration && { nationality: person.nationality, ...person.immigration },
        towns: (await listTownBlocks(tx)).map((block) => block.town), draftId: draft?.notificationId ?? null, isProtected: measure !== undefined, editing: await beginEditing(tx, person.personId),
        announced: filled.value && { fields: filled.value.fields, personIds: [...filled.value.personIds] },
      },
    }
  },
  subjects: (value) => [value.personId, ...value.members.map((member) => member.personId), ...value.households.flatMap((one) => one.members.map((member) => member.personId)), ...value.announced?.personIds ?? []],
  withhold: (value, personIds) => ({
    ...value, ...(personIds.has(value.personId) ? { birth: null, age: null, sex: null, foreign: null } : {}), households: [], address: null, addressSince: null, announced: null,
    members: value.members.map((member) => (personIds.has(member.personId) ? { ...member, birth: null, age: null, sex: null, relationship: '', relationshipTitle: '', isWithheld: true } : member)),
  }),
  example: async (tx) => { const found = await findExamplePerson(tx, { isHead: false }); return found ? { personId: found.personId, oneStopId: null } : null },
})

function memberOf(member: PersonOnDate, today: PlainDate): z.infer<typeof zMember> {
  return { personId: member.personId, name: member.name, kana: member.furigana ?? member.kana, birth: birthText(member), age: ageByBirthday(member.birth.calc, today), sex: sexTitles[member.sex], relationship: member.relationship, relationshipTitle: relationshipText(member.relationship), isWithheld: false }
}

async function householdsBeside(tx: Tx, person: PersonOnDate): Promise<PersonForm['households']> {
  if (!isResident(person)) return []
  const at = (await listAtPlace(tx, addressKeyOf(person.address))).filter((one) => one.householdId !== person.householdId && one.addressKey === addressKeyOf(person.address))
  const found = await listHouseholdsOn(tx, [...new Set(at.map((one) => one.householdId))].slice(0, 30))
  const measures = new Set((await listBlockingMeasures(tx, found.flatMap((one) => one.members.map((member) => member.personId)))).map((measure) => measure.personId))
  return found.filter((one) => !one.members.some((member) => measures.has(member.personId))).map((one) => ({
    householdId: one.householdId, label: `${(findHead(one.members) ?? one.members[0]!).name}　${one.members.length}人`, members: one.members.map((member) => memberOf(member, tx.today)),
  }))
}

import { z } from 'zod'
import { ageOn } from '../../kernel/age.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import { query } from '../../platform/command/define.ts'
import { zText } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { addressText, findHead, type Household, type PersonOnDate } from '../model.ts'
import { listHouseholdsOn, listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { listLivingIn } from '../renumbering/store.ts'
import { inOrder, mergeHouseholds, type MailOrder, type Piece } from './rules/order.ts'

const zAge = z.number({ error: '年齢を数字で入れてください。' }).int().min(0).max(130).nullable()
export const zMailAsked = z.strictObject({
  towns: z.array(zText(120, '町名')).max(50), ageFrom: zAge.default(null), ageTo: zAge.default(null),
  unit: z.enum(['household', 'merged', 'person']).default('household'), order: z.enum(['post', 'number', 'kana']).default('post'),
})
export type MailAsked = z.infer<typeof zMailAsked>
export interface MailingList { readonly asked: MailAsked; readonly towns: readonly string[]; readonly pieces: readonly Piece[]; readonly withheld: number }

/**
 * Whom to write to in some districts, on the rows of this moment and guarded at every run; nothing is kept — 宛名の一覧.
 * A household in which somebody is protected whom this officer does not handle is left out as a whole.
 */
export const mailingList = query<z.input<typeof zMailAsked>, MailingList>({
  name: 'resident.mailing-list', title: '宛名の一覧（CSV）', permission: 'resident.export', action: 'export',
  description: 'Addresses of the households or the persons of some districts, by age, in the order of the post, of the numbers or of the readings; households of one surname at one address can go under one cover. Made anew at every run.',
  input: zMailAsked as unknown as z.ZodType<z.input<typeof zMailAsked>>, output: z.custom<MailingList>(),
  async run(tx, input) {
    const asked = zMailAsked.parse(input)
    const found = await findPieces(tx, asked)
    return found.ok ? { ok: true, value: { asked, ...found.value, withheld: 0 } } : found
  },
  subjects: (value) => value.pieces.flatMap((piece) => piece.personIds),
  withhold(value, personIds) {
    const pieces = value.pieces.filter((piece) => !piece.personIds.some((id) => personIds.has(id)))
    return { ...value, pieces, withheld: value.pieces.length - pieces.length }
  },
  example: exampleMail,
})

/** The first district of the town. */
export async function exampleMail(tx: Tx): Promise<{ towns: string[] }> {
  const [block] = await listTownBlocks(tx)
  return { towns: block === undefined ? [] : [block.town] }
}

/** The pieces of mail that were asked for, before anybody is left out, and the districts to choose from. */
export async function findPieces(tx: Tx, asked: MailAsked): Promise<Outcome<Pick<MailingList, 'towns' | 'pieces'>>> {
  const towns = (await listTownBlocks(tx)).map((block) => block.town)
  const unknown = asked.towns.findIndex((town) => !towns.includes(town))
  if (unknown >= 0) return refusals.refuse('reading-town-unknown', { field: `/towns/${unknown}`, town: asked.towns[unknown] })
  if (asked.ageFrom !== null && asked.ageTo !== null && asked.ageFrom > asked.ageTo) return refusals.refuse('reading-ages', { field: '/ageFrom' })
  return { ok: true, value: { towns, pieces: await piecesOf(tx, asked) } }
}

async function piecesOf(tx: Tx, asked: MailAsked): Promise<readonly Piece[]> {
  const living = await listLivingIn(tx, asked.towns)
  const inRange = new Set(living.filter(({ facts }) => { const age = ageOn(facts.birth.calc, tx.today); return (asked.ageFrom === null || age >= asked.ageFrom) && (asked.ageTo === null || age <= asked.ageTo) }).map((one) => one.personId))
  const households = await listHouseholdsOn(tx, [...new Set(living.map((one) => one.facts.householdId))])
  const pieces = households.flatMap((household): readonly Piece[] => {
    const wanted = household.members.filter((member) => inRange.has(member.personId))
    if (wanted.length === 0) return []
    return asked.unit === 'person' ? wanted.map((member) => ({ ...pieceOf(household, member, [member]), number: member.addresseeNumber })) : [pieceOf(household, findHead(household.members) ?? household.members[0]!, wanted)]
  })
  return inOrder(asked.unit === 'merged' ? mergeHouseholds(pieces) : pieces, asked.order as MailOrder)
}

function pieceOf(household: Household, to: PersonOnDate, wanted: readonly PersonOnDate[]): Piece {
  return {
    postalCode: to.address.postalCode ?? '', address: addressText(to.address), addressees: [to.name], kana: to.furigana ?? to.kana ?? '', number: household.householdNumber,
    persons: wanted.length, personIds: household.members.map((member) => member.personId),
  }
}

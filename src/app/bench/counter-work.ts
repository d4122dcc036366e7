import { randomInt } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
import { addressText, listPersonsOn, listResidentIdsOn, partsOfName, type PersonOnDate } from '../../resident/index.ts'
import type { OpenTown } from './figure.ts'
import { copyRequests } from './r3-works.ts'
import type { ApiAnswer, ServedTown } from './served-town.ts'

export type WorkKind = 'search' | 'record' | 'certificate' | 'move'

/** One request of a counter that is ready to be sent. */
export interface CounterRequest { readonly kind: WorkKind; send(served: ServedTown): Promise<ApiAnswer> }

/** Requests of a counter in a given mix, spread over the register; moves take another person each time. */
export interface CounterWork { next(): CounterRequest }

/** Shares of a hundred requests. */
export type Mix = Readonly<Record<WorkKind, number>>

interface People { readonly persons: readonly PersonOnDate[]; readonly movers: readonly PersonOnDate[]; readonly copies: readonly unknown[]; readonly today: string }

/** Looks for people of the sample and prepares what the counter will send. */
export async function prepareCounter(open: OpenTown, mix: Mix): Promise<CounterWork> {
  const people = await findPeople(open)
  const order = spread(mix)
  const turns: Record<WorkKind, number> = { search: 0, record: 0, certificate: 0, move: 0 }
  let turn = 0
  return {
    next() {
      const kind = order[turn++ % order.length]!
      return { kind, send: requestOf(kind, turns[kind]++, people) }
    },
  }
}

/** The shares dealt out evenly over a hundred turns, so that every second sees the same mix. */
function spread(mix: Mix): readonly WorkKind[] {
  const kinds = Object.entries(mix) as [WorkKind, number][]
  assert(kinds.reduce((sum, [, share]) => sum + share, 0) === 100, 'the shares of a mix make a hundred')
  return kinds.flatMap(([kind, share]) => Array.from({ length: share }, (_, index) => ({ kind, at: (index + 0.5) / share })))
    .sort((a, b) => a.at - b.at).map(({ kind }) => kind)
}

const copiesPrepared = 120

async function findPeople({ town, building }: OpenTown): Promise<People> {
  const { persons, today } = await town.tx(async (tx) => {
    const ids = await listResidentIdsOn(tx, { limit: Math.min(town.residents, 400_000) })
    const step = Math.max(1, Math.floor(ids.length / 8_000))
    // Every run takes other people: whoever has moved lives alone and cannot leave a family again.
    const first = randomInt(step)
    return { persons: await listPersonsOn(tx, ids.filter((_, index) => index % step === first)), today: tx.today as string }
  })
  const [receivers, others] = [persons.slice(0, copiesPrepared * 2), persons.slice(copiesPrepared * 2)]
  const households = new Set(receivers.map((person) => person.householdId))
  const movers = others.filter((person) => person.relationship !== 'head' && person.plannedMoveOutOn === null && !households.has(person.householdId))
  const copies = (await copyRequests(building.yakuba, receivers.map((person) => person.personId))).slice(0, copiesPrepared)
  assert(copies.length > 20 && movers.length > 500, 'the sample town has people for whom a counter works')
  return { persons, movers, copies, today }
}

function requestOf(kind: WorkKind, turn: number, people: People): CounterRequest['send'] {
  const person = people.persons[(turn * 7) % people.persons.length]!
  switch (kind) {
    case 'search': return async (served) => await served.post('resident/search-persons', { words: wordsOf(person, turn), includePast: true, widerBirth: false, allowSlip: false, cursor: null, limit: 50 })
    case 'record': return async (served) => await served.get('resident/record', { personId: person.personId })
    case 'certificate': return async (served) => await served.post('certificates/issue', people.copies[turn % people.copies.length])
    case 'move': return async (served) => await served.post('resident/register-relocation', relocationOf(people.movers[turn % people.movers.length]!, { turn, today: people.today }))
  }
}

function wordsOf(person: PersonOnDate, turn: number): string {
  const { surname, given } = partsOfName(person.furigana ?? person.kana ?? person.name)
  return [`${surname} ${given.slice(0, 2)} ${person.birth.calc.slice(0, 4)}`, addressText(person.address).split('\u3000')[0]!, `${person.birth.calc} ${surname}`, person.addresseeNumber][turn % 4]!
}

/** Somebody leaves the family for a household of his own at another number of the same street. */
function relocationOf(person: PersonOnDate, { turn, today }: { readonly turn: number; readonly today: string }): unknown {
  return {
    movedOn: today, notifiedOn: today, notifiedBy: { relation: 'self', identityProof: 'passport' }, personIds: [person.personId], household: { kind: 'new' },
    address: { ...person.address, number: `${9000 + turn}番地${Math.trunc(performance.now() % 100_000)}`, building: null, room: null }, acknowledged: [{ code: 'resident.confirm-retroactive', field: '/personIds/0', reason: '測定' }],
  }
}

/** Refused moves of a sample are few; anything else that is no answer stops the measure. */
export function assertAnswered(kind: WorkKind, { status, body }: ApiAnswer): 'done' | 'refused' {
  if (status === 422 && kind === 'move') return 'refused'
  assert(status === 200, `a ${kind} is answered, not ${status}: ${body.slice(0, 300)}`)
  return 'done'
}


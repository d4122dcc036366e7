import { ExampleFault, exampleDay, exampleFlag, exampleText, refuseUnknownFields, withoutNulls, wrongKind, type NamedValues } from '../kernel/example-input.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { nationalClosedDays } from '../legislation/index.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { electionLawOn, type ElectionLaw } from './law.ts'
import { electionKinds, type Voter } from './model.ts'
import { deletionDay, doubleListing, listingOn, overseasDeletionDay, regularRegistrationFrom, residenceCompleteOn } from './rules/listing.ts'
import { whyWithheld, type CardFacts } from './rules/polling-card.ts'
import { votingRight } from './rules/right.ts'
import { whyNotMarked } from './rules/suspension.ts'

/** What worked examples of the voters' list may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'election.listing': (example) => listing(example), 'election.registration': (example) => registration(example), 'election.deletion': (example) => deletion(example),
  'election.voting-right': (example) => right(example), 'election.polling-card': (example) => card(example), 'election.suspension': (example) => suspension(example),
}

const voterFields = ['japanese', 'birthDate', 'filedOn', 'movedOutOn', 'diedOn', 'suspendedUntil'] as const

function read({ given: raw, on }: ExampleInput, known: readonly string[]): { readonly given: NamedValues; readonly law: ElectionLaw; readonly day: (field: string) => PlainDate; readonly dayOrNull: (field: string) => PlainDate | null } {
  refuseUnknownFields(raw, known)
  const given = withoutNulls(raw)
  if (on === null) throw new ExampleFault('選挙の計算例には、on（どの日の法令か）を書きます。')
  return { given, law: electionLawOn(on), day: (field) => exampleDay(given[field], field), dayOrNull: (field) => (given[field] === undefined ? null : exampleDay(given[field], field)) }
}

function voterOf({ given, day, dayOrNull }: ReturnType<typeof read>): Voter {
  return {
    isJapanese: given['japanese'] === undefined || exampleFlag(given['japanese'], 'japanese'), birthOn: day('birthDate'), recordMadeOn: day('filedOn'),
    movedOutOn: dayOrNull('movedOutOn'), diedOn: dayOrNull('diedOn'), suspendedUntil: dayOrNull('suspendedUntil'),
  }
}

function listing(example: ExampleInput): NamedValues {
  const facts = read(example, [...voterFields, 'baseDay', 'electionDay'])
  const found = listingOn(voterOf(facts), { baseOn: facts.day('baseDay'), electionOn: facts.dayOrNull('electionDay') }, facts.law)
  return found.isListed ? { listed: true, mark: found.mark, deletedOn: found.deletedOn, why: null } : { listed: false, mark: null, deletedOn: null, why: found.why }
}

function registration(example: ExampleInput): NamedValues {
  const { day, dayOrNull, law } = read(example, ['filedOn', 'movedOn'])
  const { baseOn, registeredOn } = regularRegistrationFrom(residenceCompleteOn(day('filedOn'), law), law, nationalClosedDays)
  const movedOn = dayOrNull('movedOn')
  const both = movedOn === null ? null : doubleListing({ movedOn, registeredOn }, law)
  return { baseDay: baseOn, registeredOn, doubleFrom: both?.from ?? null, doubleThrough: both?.through ?? null }
}

function deletion(example: ExampleInput): NamedValues {
  const { dayOrNull, law } = read(example, ['movedOutOn', 'settledOn'])
  const [movedOutOn, settledOn] = [dayOrNull('movedOutOn'), dayOrNull('settledOn')]
  return { deletedOn: movedOutOn === null ? null : deletionDay(movedOutOn, law), overseasDeletedOn: settledOn === null ? null : overseasDeletionDay(settledOn, law) }
}

function right(example: ExampleInput): NamedValues {
  const facts = read(example, [...voterFields, 'votingOn', 'election', 'baseDay', 'electionDay', 'withinPrefecture'])
  const election = oneOf(facts.given, 'election', electionKinds)
  const found = votingRight(voterOf(facts), {
    votingOn: facts.day('votingOn'), election, listedOn: facts.day('baseDay'), electionOn: facts.day('electionDay'), isWithinPrefecture: facts.given['withinPrefecture'] !== undefined && exampleFlag(facts.given['withinPrefecture'], 'withinPrefecture'),
  }, facts.law)
  return { may: found.may, through: found.through, sentence: found.sentence }
}

function card(example: ExampleInput): NamedValues {
  const { given, day } = read(example, ['snapshotOn', 'changedOn', 'change', 'listedElsewhere'])
  const changes: CardFacts['changes'] = given['change'] === undefined ? [] : [{ recordedOn: day('changedOn'), what: oneOf(given, 'change', ['died', 'moved', 'renamed']) }]
  return { withheldFor: [...whyWithheld({ snapshotOn: day('snapshotOn'), changes, isListedElsewhere: given['listedElsewhere'] !== undefined && exampleFlag(given['listedElsewhere'], 'listedElsewhere') })] }
}

function suspension(example: ExampleInput): NamedValues {
  const { given } = read(example, ['document', 'enteredBy', 'checkedBy'])
  const text = (field: string): string | null => (given[field] === undefined ? null : exampleText(given[field], field))
  return { refusedFor: [...whyNotMarked({ document: text('document'), enteredBy: exampleText(given['enteredBy'], 'enteredBy'), checkedBy: text('checkedBy') })] }
}

function oneOf<T extends string>(given: NamedValues, field: string, words: readonly T[]): T {
  const found = words.find((word) => word === given[field])
  if (found === undefined) throw wrongKind(field, `${words.join('・')} のどれかで書きます`, given[field])
  return found
}

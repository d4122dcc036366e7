import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { type FileLine, type PaymentLayout, readPaymentFile } from '../payment-file.ts'
import { refuse } from '../refusals.ts'
import { paymentKey } from '../rules/payment-row.ts'
import { bankSlipProfile, readBankSlips } from './bank-slip.ts'
import { ownProfiles } from './own-profiles.ts'
import type { ChannelProfile, FileEnd, FileReading, PaymentEvent, ReadFile } from './profile.ts'

/** The layouts of agents of convenience stores: those that are published. */
const storeProfiles: readonly ChannelProfile[] = [
  storeProfile({ name: 'store-csv13', title: 'コンビニ収納（13列のCSV）', channels: ['store', 'postal', 'real-time'] }, 'csv13'),
  storeProfile({ name: 'store-fixed120', title: 'コンビニ収納（120バイト固定長）', channels: ['store'] }, 'fixed120'),
]

function storeProfile(about: Pick<ChannelProfile, 'name' | 'title' | 'channels'>, layout: PaymentLayout): ChannelProfile {
  return { ...about, layout: 'public', decode: (bytes) => whole(readOfStores(bytes, layout)), stream: (bytes) => readOfStores(bytes, layout) }
}

function* readOfStores(bytes: Uint8Array, layout: PaymentLayout): FileReading {
  const read = yield* readAnyOfStores(bytes)
  return read.ok && read.value.layout !== layout ? refuse('file-format-of', { profile: `store-${layout}` }) : read
}

/** A file of an agent in either of the published layouts. */
export function* readAnyOfStores(bytes: Uint8Array): Generator<PaymentEvent, Outcome<FileEnd & { readonly layout: PaymentLayout }>> {
  const lines = readPaymentFile(bytes)
  let step = lines.next()
  for (; !step.done; step = lines.next()) yield eventOfRow(step.value)
  return step.value.ok ? accept({ ...step.value.value, businessOn: null, sequenceNo: null }) : step.value
}

/** Reads to the end and keeps every event. */
function whole(reading: FileReading): Outcome<ReadFile> {
  const lines: PaymentEvent[] = []
  let step = reading.next()
  for (; !step.done; step = reading.next()) lines.push(step.value)
  if (!step.value.ok) return step.value
  const { encoding, amount, businessOn, sequenceNo } = step.value.value
  return accept({ encoding, lines, amount, businessOn, sequenceNo })
}

function eventOfRow({ lineNo, row, raw }: FileLine): PaymentEvent {
  return {
    lineNo, kind: row.kind, channel: row.channel, code: row.code.digits, amount: row.amount, paidOn: row.paidOn, paidAt: row.paidAt,
    chainCode: row.chainCode, storeCode: row.storeCode, fundsOn: row.fundsOn, paymentKey: paymentKey(row), raw,
  }
}

const bankProfile: ChannelProfile = { name: bankSlipProfile, title: '金融機関の窓口（済通）', channels: ['bank-slip'], layout: 'own', decode: readBankSlips }

const known = new Map<string, ChannelProfile>([...storeProfiles, ...ownProfiles, bankProfile].map((profile) => [profile.name, profile]))

/** Every layout that this program reads, those of licensed adapters included. */
export function channelProfiles(): readonly ChannelProfile[] {
  return [...known.values()]
}

export function findProfile(name: string): ChannelProfile | undefined {
  return known.get(name)
}

/** Puts in layouts that come with a licence of their own; a name that is taken is a bug. */
export function declareProfiles(profiles: readonly ChannelProfile[]): void {
  for (const profile of profiles) {
    assert(!known.has(profile.name), `two profiles are named ${profile.name}`)
    known.set(profile.name, profile)
  }
}

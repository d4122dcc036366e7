import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { type FileLine, readPaymentFile } from '../payment-file.ts'
import { refuse } from '../refusals.ts'
import { paymentKey } from '../rules/payment-row.ts'
import { bankSlipProfile, readBankSlips } from './bank-slip.ts'
import { ownProfiles } from './own-profiles.ts'
import type { ChannelProfile, PaymentEvent, ReadFile } from './profile.ts'

/** The layouts of agents of convenience stores: those that are published. */
const storeProfiles: readonly ChannelProfile[] = [
  { name: 'store-csv13', title: 'コンビニ収納（13列のCSV）', channels: ['store', 'postal', 'real-time'], layout: 'public', decode: (bytes) => readOfStores(bytes, 'csv13') },
  { name: 'store-fixed120', title: 'コンビニ収納（120バイト固定長）', channels: ['store'], layout: 'public', decode: (bytes) => readOfStores(bytes, 'fixed120') },
]

function readOfStores(bytes: Uint8Array, layout: 'csv13' | 'fixed120'): Outcome<ReadFile> {
  const read = readAnyOfStores(bytes)
  return read.ok && read.value.layout !== layout ? refuse('file-format-of', { profile: `store-${layout}` }) : read
}

/** A file of an agent in either of the published layouts. */
export function readAnyOfStores(bytes: Uint8Array): Outcome<ReadFile & { readonly layout: 'csv13' | 'fixed120' }> {
  const read = readPaymentFile(bytes)
  if (!read.ok) return read
  return accept({ layout: read.value.layout, encoding: read.value.encoding, lines: read.value.lines.map(eventOfRow), amount: read.value.amount, businessOn: null, sequenceNo: null })
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

import { randomFor, type Random } from '../../../../kernel/random.ts'
import { type Channel, channels, compact, type Day, daysAfter, type Debt, type Saying } from './seen.ts'
import { partners } from './partners.ts'
import { reportOf } from './reports.ts'

/** Bytes that reach the town, and what they say. */
export interface Delivery {
  readonly channel: Channel
  readonly bytes: Buffer
  readonly sayings: readonly Saying[]
  /** A file that the town cannot take: it was cut off on the way, or the same bytes were there before. */
  readonly fault: 'damaged' | 'known' | null
}

/** A file under way: one that has arrived before is known by its bytes. */
interface Sending { readonly channel: Channel; readonly file: string; readonly bytes: Buffer; readonly sayings: readonly Saying[]; readonly isDamaged: boolean }

export interface PostPlace { readonly seed: number; readonly town: string; readonly sender: string; debtOf(debt: number): Debt }

/** A file is cut off before its end: where blanks and a record without content stand there, before those. */
function cutOf(channel: Channel): number {
  return channel === 'store-fixed120' ? 225 : 0
}

/** The way of the partners' files to the town: late, twice, lost and sent again, cut off, in any order — 収納データの伝送. */
export class Post {
  readonly #place: PostPlace
  readonly #outbox = new Map<string, Saying[]>()
  readonly #underWay = new Map<Day, Sending[]>()
  readonly #arrived = new Set<string>()
  readonly #lately = new Map<Channel, readonly Saying[]>()

  constructor(place: PostPlace) { this.#place = place }

  /** A partner will report this in its file of a day. */
  report(saying: Saying, on: Day): void {
    const key = `${saying.payment.channel}|${on}`
    this.#outbox.set(key, [...this.#outbox.get(key) ?? [], saying])
  }

  /** Every partner closes its file of the day and sends it. */
  send(day: Day): void {
    for (const [index, channel] of channels.entries()) {
      const sayings = this.#outbox.get(`${channel}|${day}`)
      if (!sayings) continue
      this.#outbox.delete(`${channel}|${day}`)
      this.#dispatch(randomFor(this.#place.seed, 21, index, Number(compact(day))), { channel, day, sayings })
      this.#lately.set(channel, sayings)
    }
  }

  /** What reaches the town on a day, in the order of chance. */
  receive(day: Day): readonly Delivery[] {
    const random = randomFor(this.#place.seed, 22, Number(compact(day)))
    const sendings = (this.#underWay.get(day) ?? []).map((sending) => ({ sending, rank: random.next() })).sort((a, b) => a.rank - b.rank)
    this.#underWay.delete(day)
    return sendings.map(({ sending }): Delivery => {
      const { channel, bytes, sayings, file, isDamaged } = sending
      if (isDamaged || this.#arrived.has(file)) return { channel, bytes, sayings: [], fault: isDamaged ? 'damaged' : 'known' }
      this.#arrived.add(file)
      return { channel, bytes, sayings, fault: null }
    })
  }

  #dispatch(random: Random, { channel, day, sayings }: { readonly channel: Channel; readonly day: Day; readonly sayings: readonly Saying[] }): void {
    const file = this.#file({ channel, day, sayings, number: 1 })
    const after = (low: number, high: number): Day => daysAfter(day, random.between(low, high))
    const fate = random.next()
    if (fate < 0.05) return this.#put(after(2, 5), file)
    if (fate < 0.08) {
      // Lost: it is missed, asked for and sent again; now and then the first one turns up after all.
      this.#put(after(3, 7), file)
      if (random.chance(0.5)) this.#put(after(7, 10), file)
      return
    }
    this.#put(daysAfter(day, 1), fate < 0.11 ? { ...file, bytes: file.bytes.subarray(0, file.bytes.length - cutOf(channel) - random.between(5, 40)), isDamaged: true } : file)
    if (fate < 0.11) this.#put(after(1, 2), file)
    else if (fate < 0.14) this.#put(after(1, 3), file)
    else if (fate < 0.17) this.#put(after(1, 4), this.#file({ channel, day, number: 2, sayings: this.#once([...sayings].reverse(), channel) }))
  }

  /** Sent again under another number, with what the file before had said; slips of banks keep to their batch. */
  #once(sayings: readonly Saying[], channel: Channel): readonly Saying[] {
    return channel === 'bank-slip-fixed140' ? sayings : [...sayings, ...(this.#lately.get(channel) ?? []).slice(0, 20)]
  }

  #file({ channel, day, sayings, number }: { readonly channel: Channel; readonly day: Day; readonly sayings: readonly Saying[]; readonly number: number }): Sending {
    const bytes = partners[channel]!.file(sayings.map((saying) => reportOf(saying, (debt) => this.#place.debtOf(debt))), { town: this.#place.town, sender: this.#place.sender, day: compact(day), number })
    return { channel, file: `${channel}|${day}|${number}`, bytes, sayings, isDamaged: false }
  }

  #put(day: Day, sending: Sending): void {
    this.#underWay.set(day, [...this.#underWay.get(day) ?? [], sending])
  }
}

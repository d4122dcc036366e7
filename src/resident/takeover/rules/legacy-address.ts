import { toHalfWidth } from '../../../kernel/text.ts'

/** A block of the town's address dictionary, as far as splitting needs it. */
export interface DictionaryBlock { readonly townBlockId: string; readonly town: string; readonly postalCode: string; readonly numbering: 'residential' | 'lot' }

export interface SplitAddress { readonly block: DictionaryBlock; readonly number: string; readonly building: string | null; readonly room: string | null }
export type AddressReading = { readonly ok: true; readonly value: SplitAddress } | { readonly ok: false; readonly code: 'town-unknown' | 'address-rest' }

/** The dictionary, ready to find the block an address begins with. */
export interface AddressDictionary { find(text: string): { readonly block: DictionaryBlock; readonly length: number } | undefined }

const numerals = '一二三四五六七八九'

/**
 * Makes the dictionary: each block under the ways in which its 丁目 may be written.
 * @decides nothing
 */
export function addressDictionary(blocks: readonly DictionaryBlock[]): AddressDictionary {
  const known = new Map<string, DictionaryBlock>()
  let longest = 0
  for (const block of blocks) {
    for (const written of writingsOf(block.town)) { known.set(written, block); longest = Math.max(longest, written.length) }
  }
  return {
    find(text) {
      for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
        const block = known.get(text.slice(0, length))
        // 港本町1 must not be found at the beginning of 港本町12番地.
        if (block !== undefined && !(/\d$/.test(text.slice(0, length)) && /^\d/.test(text.slice(length)))) return { block, length }
      }
      return undefined
    },
  }
}

/** `港本町一丁目`, `港本町1丁目`, and `港本町1-` as people shorten it. */
function writingsOf(town: string): readonly string[] {
  const match = /^(.*)([一二三四五六七八九])丁目$/.exec(town)
  if (!match) return [town]
  const digit = numerals.indexOf(match[2]!) + 1
  return [town, `${match[1]}${digit}丁目`, `${match[1]}${digit}-`]
}

/**
 * Splits an address written in one line through the town's dictionary — 住所の分割.
 * The building keeps its characters; digits of number and room become half width.
 * @param strip beginnings that say no more than the town itself: `汐音県汐見市`, `大字`
 * @decides nothing
 */
export function splitAddress(written: string, dictionary: AddressDictionary, strip: readonly string[]): AddressReading {
  const text = withoutBeginnings(written.trim(), strip)
  const space = text.search(/[ \u3000]/)
  const head = normalDigits(space < 0 ? text : text.slice(0, space))
  const found = dictionary.find(head)
  if (found === undefined) return { ok: false, code: 'town-unknown' }
  const match = /^(\d+(?:(?:番地の?|番|号|-|の)\d+){0,3}(?:番地|番|号)?)(.*)$/.exec(head.slice(found.length))
  if (!match) return { ok: false, code: 'address-rest' }
  const tail = `${match[2]}${space < 0 ? '' : text.slice(space)}`.trim()
  return { ok: true, value: { block: found.block, number: numberOf(match[1]!, found.block.numbering), ...roomOf(tail) } }
}

function withoutBeginnings(text: string, strip: readonly string[]): string {
  const beginning = strip.find((one) => one !== '' && text.startsWith(one))
  return beginning === undefined ? text : withoutBeginnings(text.slice(beginning.length).trimStart(), strip)
}

/** Digits half width, and a dash between digits the plain one. */
function normalDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => toHalfWidth(digit)).replace(/(?<=\d)[‐－―−ー–—](?=\d)/g, '-').replace(/(?<=\d)[‐－―−ー–—]$/, '-')
}

/** `12-5` as this block writes it; what is written out stays. */
function numberOf(written: string, numbering: 'residential' | 'lot'): string {
  const parts = /^(\d+)(?:-(\d+))?$/.exec(written)
  if (!parts) return written.replace(/番地の(?=\d)/, '番地').replace(/-/g, 'の')
  const [, first, second] = parts
  if (numbering === 'residential') return second === undefined ? `${first}番` : `${first}番${second}号`
  return second === undefined ? `${first}番地` : `${first}番地${second}`
}

function roomOf(tail: string): { readonly building: string | null; readonly room: string | null } {
  if (tail === '') return { building: null, room: null }
  const match = /^(.*?)[ \u3000]*([0-9０-９]{1,4})(?:号室?)?$/.exec(tail)
  if (!match || match[1] === '') return { building: tail, room: null }
  return { building: match[1]!, room: toHalfWidth(match[2]!) }
}

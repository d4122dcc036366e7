import type { Address } from '../../../resident/index.ts'
import type { Random } from '../random.ts'

// How an old system writes dates, kana and addresses. Made anew for this file: nothing of the program's own readers is used.

interface OldEra { readonly letter: string; readonly digit: string; readonly name: string; readonly first: number; readonly begins: string }

const oldEras: readonly OldEra[] = [
  { letter: 'R', digit: '5', name: '令和', first: 2019, begins: '2019-05-01' }, { letter: 'H', digit: '4', name: '平成', first: 1989, begins: '1989-01-08' },
  { letter: 'S', digit: '3', name: '昭和', first: 1926, begins: '1926-12-25' }, { letter: 'T', digit: '2', name: '大正', first: 1912, begins: '1912-07-30' }, { letter: 'M', digit: '1', name: '明治', first: 1868, begins: '1868-10-23' },
]

/** An era date in pieces; month and day may be 00 where they are not known. */
export interface OldDate { readonly era: OldEra; readonly year: number; readonly month: string; readonly day: string }

export function oldDate(iso: string): OldDate {
  const era = oldEras.find((one) => iso >= one.begins)!
  return { era, year: Number(iso.slice(0, 4)) - era.first + 1, month: iso.slice(5, 7), day: iso.slice(8, 10) }
}

/** `S55.03.01`, `3-550301` or `19800301`, as the machine's mood was. */
export function writeDate(iso: string, random: Random): string {
  const { era, year, month, day } = oldDate(iso)
  const two = String(year).padStart(2, '0')
  const draw = random.next()
  if (draw < 0.6) return `${era.letter}${two}.${month}.${day}`
  return draw < 0.9 ? `${era.digit}-${two}${month}${day}` : iso.replaceAll('-', '')
}

/** A date of which the day, or month and day, are not known, with what the register must make of it. */
export function writeUnknown(iso: string, part: 'day' | 'month-day'): { readonly written: string; readonly calc: string; readonly wording: string } {
  const { era, year, month } = oldDate(iso)
  const named = `${era.name}${year === 1 ? '元' : year}年`
  const two = String(year).padStart(2, '0')
  if (part === 'month-day') return { written: `${era.letter}${two}.00.00`, calc: `${iso.slice(0, 4)}-12-31`, wording: `${named}月日不詳` }
  return { written: `${era.letter}${two}.${month}.00`, calc: `${iso.slice(0, 8)}${lastDay(Number(iso.slice(0, 4)), Number(month))}`, wording: `${named}${Number(month)}月日不詳` }
}

function lastDay(year: number, month: number): number {
  return [31, year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!
}

const fullKana = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンー'
const halfKana = 'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｰ'
const voiced = 'ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ'
const unvoiced = 'カキクケコサシスセソタチツテトハヒフヘホウ'
const small = 'ァィゥェォッャュョヮ'
const large = 'アイウエオツヤユヨワ'

/** Kana as the old system keeps it: small letters large. */
export function enlarged(kana: string): string {
  return [...kana].map((letter) => large[small.indexOf(letter)] ?? letter).join('')
}

/** Half-width kana, voiced marks apart, a plain space between the parts. */
export function writeHalfKana(kana: string): string {
  return [...enlarged(kana)].map((letter) => {
    if (letter === '\u3000') return ' '
    const plain = unvoiced[voiced.indexOf(letter)]
    const semi = 'ハヒフヘホ'['パピプペポ'.indexOf(letter)]
    const base = halfKana[fullKana.indexOf(semi ?? plain ?? letter)]
    return base === undefined ? letter : `${base}${plain === undefined ? '' : 'ﾞ'}${semi === undefined ? '' : 'ﾟ'}`
  }).join('')
}

const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))

/** An address in one line, now with the town's own name before it, now with a dash for 番 and 号, now with wide digits. */
export function writeAddress(address: Address, { place, random }: { readonly place: string; readonly random: Random }): string {
  const before = random.chance(0.3) ? place : ''
  const town = random.chance(0.4) ? address.town.replace(/([一二三四五六七八九])丁目$/, (_all, numeral: string) => `${wide(String('一二三四五六七八九'.indexOf(numeral) + 1))}丁目`) : address.town
  const dashed = random.chance(0.3) ? address.number.replace(/^(\d+)番(\d+)号$/, '$1-$2').replace(/^(\d+)番地(\d+)$/, '$1-$2') : address.number
  const number = random.chance(0.5) ? wide(dashed).replaceAll('-', '－') : dashed
  const space = random.chance(0.7) ? '\u3000' : ' '
  const room = address.room === null ? '' : `${random.chance(0.5) ? wide(address.room) : ` ${address.room}`}${random.chance(0.5) ? '号室' : ''}`
  return `${before}${town}${number}${address.building === null ? '' : `${space}${address.building}${room}`}`
}

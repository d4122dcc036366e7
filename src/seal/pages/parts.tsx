import type { Child } from 'hono/jsx'
import { readDate } from '../../kernel/date-input.ts'
import { plainDate, type Instant } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay, townTime } from '../../platform/clock/index.ts'
import { Box, Chip, Masked, ProtectChip, Who, type FormValues, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { cancellationTitles, eventTitles, millimetres, replacementTitles, stateTitles, suspensionTitles, type RegistrationState } from '../model.ts'
import type { Head, NeighbourView, Picture } from '../queries.ts'

const sexWords: Readonly<Record<string, string>> = { male: '男', female: '女' }

/** だれ: the person as on every screen of seal registration. */
export function PersonBand({ head, state, warnings }: { head: Head; state: ViewState; warnings?: Child }) {
  const { open } = head
  const isProtected = state.withheld.has(head.personId)
  return (
    <Who kana={head.kana ?? undefined} name={head.name} again={open?.birth} facts={[
      { label: '生年月日・性別', value: open ? `${open.birth}　${sexWords[open.sex] ?? ''}` : <Masked /> }, { label: '住所', value: open ? open.address : <Masked /> },
      { label: '旧氏・通称', value: open ? ([open.formerSurname, open.commonName].filter(Boolean).join('　') || '―') : <Masked /> }, { label: '宛名番号', value: head.number },
    ]} warnings={<>{isProtected ? <ProtectChip /> : null}{head.isResident ? null : <Chip kind="alert">住民ではありません</Chip>}{warnings}</>} />
  )
}

const stateKinds = { live: 'ok', suspended: 'error', review: 'alert', cancelled: 'none' } as const

/** The state of a registration in words with a shape. */
export function StateChip({ state }: { state: RegistrationState }) {
  return <Chip kind={stateKinds[state]}>{stateTitles[state]}</Chip>
}

/** An imprint at its true size, as drawn from its strokes; withheld where there is no picture. */
export function ImprintPicture({ picture, label }: { picture: Picture | null; label: string }) {
  if (picture === null) return <p><Masked /></p>
  return (
    <figure>
      <svg role="img" aria-label={label} width={`${picture.widthTenths / 10}mm`} height={`${picture.heightTenths / 10}mm`} viewBox={`0 0 ${picture.width} ${picture.height}`}><path d={picture.path} /></svg>
      <figcaption class="sub">縦{millimetres(picture.heightTenths)}　横{millimetres(picture.widthTenths)}　輪郭の残り {picture.framePercent}％</figcaption>
    </figure>
  )
}

/** Registered imprints of the others in the household, beside the one in question. */
export function Neighbours({ neighbours }: { neighbours: readonly NeighbourView[] }) {
  return (
    <>
      {neighbours.map((one) => (
        <div><Box title={one.name} right={one.isAlike ? <Chip kind="alert">{one.alikePercent}％ 似ています</Chip> : <span class="sub">似ている度合い {one.alikePercent}％</span>}>
          <ImprintPicture picture={one.picture} label={`${one.name}の登録印`} /><p class="sub">登録番号 {one.registrationNumber}</p>
        </Box></div>
      ))}
      {neighbours.length === 0 ? <div><Box title="同じ世帯の登録印"><p class="sub">ほかに登録している人はいません。</p></Box></div> : null}
    </>
  )
}

/** What a row of the history says: event and reason in words. */
export function rowWords(event: string, reason: string | null): string {
  const titles: Readonly<Record<string, string>> = { ...cancellationTitles, ...suspensionTitles, ...replacementTitles }
  const own: Readonly<Record<string, string>> = { ...eventTitles }
  const why = event === 'suspended' && reason !== null ? (suspensionTitles as Readonly<Record<string, string>>)[reason] : titles[reason ?? '']
  return [own[event] ?? event, ...(why === undefined ? [] : [why])].join('　')
}

/** `令和8年6月15日` of a stored day. */
export function dayWords(day: string): string {
  return printDate(plainDate(day))
}

/** `令和8年6月15日 10:00` of a stored instant, in the town's time. */
export function momentWords(instant: string): string {
  return `${printDate(townDay(instant as Instant))} ${townTime(instant as Instant)}`
}

/** A date of a form as the command reads it; what cannot be read goes on as it stands, and the command says so. */
export function dateOf(form: FormValues, name: string, request: Pick<PageRequest, 'today'>): string | null {
  const typed = form.get(name) ?? ''
  if (typed.trim() === '') return null
  const read = readDate(typed, { today: request.today })
  return read.ok ? read.value.date : typed
}

/** A text of a form; an empty field is null. */
export function textOf(form: FormValues, name: string): string | null {
  const text = form.get(name) ?? ''
  return text === '' ? null : text
}

export const isTicked = (form: FormValues, name: string): boolean => form.get(name) === 'yes'

export const versionOf = (form: FormValues): number => Number(form.get('expectedVersion') ?? '0')

/** Choices of a list from a table of titles. */
export function choicesOf(titles: Readonly<Record<string, string>>, only?: readonly string[]): readonly { value: string; label: string }[] {
  return Object.entries(titles).filter(([value]) => only === undefined || only.includes(value)).map(([value, label]) => ({ value, label }))
}

/** Where the screens of seal registration lie below the town. */
export const paths = {
  home: 'seal', person: (id: string): string => `seal/person/${id}`, register: (id: string): string => `seal/register/${id}`, letter: (id: string): string => `seal/letter/${id}`,
  letters: 'seal/letters', day: 'seal/day', certificate: (id: string): string => `seal/certificate/${id}`,
}

import type { Child } from 'hono/jsx'
import { readDate } from '../../../kernel/date-input.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { dateEcho, DateField, Masked, ProtectChip, Rows, Select, TextField, Tick, Who, type FormValues, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { classTitles, energies, energyTitles, greenBands, standings, standingTitles, vehicleClasses } from '../model.ts'
import type { Head, VehicleView } from '../queries.ts'

const sexWords: Readonly<Record<string, string>> = { male: '男', female: '女' }

/** だれ: the owner or taxpayer as on every screen of this tax. */
export function OwnerBand({ head, state, facts = [] }: { head: Head; state: ViewState; facts?: readonly { label: string; value: Child }[] }) {
  const isProtected = head.residentId !== null && state.withheld.has(head.residentId)
  const birth = head.birthOn === null ? '―' : `${printDate(plainDate(head.birthOn))}　${sexWords[head.sex ?? ''] ?? ''}`
  return (
    <Who kana={head.kana ?? ''} name={head.name} again={isProtected ? undefined : birth} facts={[
      { label: '生年月日・性別', value: isProtected ? <Masked /> : birth }, { label: '住所', value: isProtected ? <Masked /> : (head.address ?? '―') }, { label: '宛名番号', value: head.number }, ...facts,
    ]} warnings={isProtected ? <ProtectChip /> : undefined} />
  )
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

/** A whole number of a form; what is none goes on as it stands. */
export function wholeOf(form: FormValues, name: string): number | string | null {
  const text = (form.get(name) ?? '').normalize('NFKC').replaceAll(',', '').trim()
  if (text === '') return null
  return /^\d{1,9}$/.test(text) ? Number(text) : text
}

/** The facts of a vehicle as a form posts them. */
export function factsInput({ form }: PageRequest): Record<string, unknown> {
  return {
    plate: form.get('plate') ?? '', class: form.get('class') ?? '', energy: form.get('energy') ?? 'petrol', greenBand: wholeOf(form, 'greenBand'), firstInspected: textOf(form, 'firstInspected'),
    displacementCc: wholeOf(form, 'displacementCc'), ratedWatts: wholeOf(form, 'ratedWatts'), maxWatts: wholeOf(form, 'maxWatts'), frameNumber: textOf(form, 'frameNumber'), model: textOf(form, 'model'), standing: form.get('standing') ?? 'taxable',
  }
}

/** 所有者 and 使用者 as a form posts them: by 宛名番号. */
export function holderInput({ form }: PageRequest): Record<string, unknown> {
  const number = textOf(form, 'holder.number')
  return { holder: number === null ? null : { number }, isOwnershipReserved: form.get('isOwnershipReserved') === 'yes' }
}

interface FieldsProps { readonly state: ViewState; readonly vehicle?: VehicleView }

/** A value of the form, or of the record where nothing was typed yet. */
function valueIn(state: ViewState, name: string, recorded: string | number | null | undefined): string {
  return state.form.get(name) ?? (recorded === null || recorded === undefined ? '' : String(recorded))
}

/** The fields of a vehicle, in the order of its papers. */
export function VehicleFields({ state, vehicle }: FieldsProps) {
  const { refusals } = state
  const value = (name: keyof VehicleView): string => valueIn(state, name, vehicle?.[name] as string | number | null | undefined)
  return (
    <Rows columns={2}>
      <TextField name="plate" label="標識番号" need="required" value={value('plate')} refusals={refusals} hint="「○○市 あ 1234」「○○ 580 あ 12-34」のように" />
      <Select name="class" label="種別・用途" need="required" value={value('class')} refusals={refusals} choices={[{ value: '', label: '選んでください' }, ...vehicleClasses.map((one) => ({ value: one, label: classTitles[one] }))]} />
      <TextField name="displacementCc" label="排気量" value={value('displacementCc')} refusals={refusals} isNumber width={6} unit="cc" />
      <TextField name="ratedWatts" label="定格出力" value={value('ratedWatts')} refusals={refusals} isNumber width={6} unit="W（電動）" />
      <TextField name="maxWatts" label="最高出力" value={value('maxWatts')} refusals={refusals} isNumber width={6} unit="W（新基準原付）" />
      <TextField name="firstInspected" label="初度検査年月" value={value('firstInspected')} refusals={refusals} width={7} hint="三輪以上だけ。2015-03 のように。月の記載がない古い車は12月" />
      <Select name="energy" label="燃料・動力" value={value('energy') || 'petrol'} refusals={refusals} choices={energies.map((one) => ({ value: one, label: energyTitles[one] }))} />
      <Select name="greenBand" label="グリーン化特例" value={value('greenBand')} refusals={refusals} choices={[{ value: '', label: 'なし' }, ...greenBands.map((one) => ({ value: String(one), label: `おおむね${one}％軽減` }))]} />
      <TextField name="frameNumber" label="車台番号" need="optional" value={value('frameNumber')} refusals={refusals} />
      <TextField name="model" label="車名" need="optional" value={value('model')} refusals={refusals} />
      <Select name="standing" label="課税の別" value={value('standing') || 'taxable'} refusals={refusals} choices={standings.map((one) => ({ value: one, label: standingTitles[one] }))} />
    </Rows>
  )
}

/** 使用者（買主）: only where another than the owner. */
export function HolderFields({ state }: { state: ViewState }) {
  return (
    <>
      <TextField name="holder.number" label="使用者の宛名番号" need="optional" value={state.form.get('holder.number')} refusals={state.refusals} width={9} hint="所有者と違うときだけ" />
      <Tick name="isOwnershipReserved" label="所有権留保（買主に課税する）" value="yes" isTicked={state.form.get('isOwnershipReserved') === 'yes'} />
    </>
  )
}

/** A day with what was understood; today where nothing was typed. */
export function DayField({ state, name, label }: { state: ViewState; name: string; label: string }) {
  const typed = state.form.get(name)
  const read = typed ? readDate(typed, { today: state.request.today }) : undefined
  return <DateField name={name} label={label} need="required" value={typed} refusals={state.refusals} echo={read?.ok ? dateEcho(read.value.date, state.request.today) : undefined} />
}

/** Where the screens of this tax lie below the town. */
export const paths = {
  home: 'tax-light-vehicle',
  ownerOf: (kind: string, id: string): string => `tax-light-vehicle/owner/${kind}/${id}`,
  vehicle: (id: string): string => `tax-light-vehicle/vehicle/${id}`,
}

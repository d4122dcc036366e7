import { readDate } from '../../../kernel/date-input.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { Checkboxes, DateField, Message, Radios, Section, Select, TextField, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import type { Paid } from '../model.ts'
import type { StatementsView } from '../queries.ts'
import { paidTitles, statementKinds, statementTitles, type StatementDetail } from '../statement.ts'
import { yearOfRequest } from './person-band.tsx'

type Item = StatementsView['items'][number]

const paidKeys = Object.keys(paidTitles) as readonly (keyof Paid)[]

/** The fields of one statement, with what stands in it where one is mended. */
export function StatementFields({ value, edited, state }: { value: Pick<StatementsView, 'household'>; edited: Item | undefined; state: ViewState }) {
  const typed = (name: string, standing: string): string => state.form.get(name) ?? standing
  const sum = (standing: number | undefined): string => (standing ? String(standing) : '')
  const detail: StatementDetail = edited?.detail ?? {}
  const { refusals } = state
  return (
    <>
      <Section title="書類">
        <Radios name="kind" label="資料の種類" value={typed('kind', edited?.kind ?? 'salary-report')} choices={statementKinds.map((kind) => ({ value: kind, label: statementTitles[kind] }))} refusals={refusals} />
        <TextField name="payer" label="支払者" value={typed('payer', edited?.payer ?? '')} width={24} maxLength={100} refusals={refusals} hint="支払報告書のときに入れます。" />
        <DateField name="receivedOn" label="受け付けた日" value={typed('receivedOn', edited ? printDate(plainDate(edited.receivedOn), 'letter') : printDate(state.request.today, 'letter'))} need="required" refusals={refusals} />
        <Checkboxes name="specialCollection" label="徴収" values={ticked(state, 'specialCollection', edited?.specialCollection === true)} choices={[{ value: 'yes', label: '給与から引く（特別徴収）' }]} refusals={refusals} />
      </Section>
      <Section title="収入と所得">
        <TextField name="salaryRevenue" label="給与の収入" value={typed('salaryRevenue', sum(edited?.salaryRevenue))} isNumber width={9} unit="円" refusals={refusals} />
        <TextField name="pensionRevenue" label="年金の収入" value={typed('pensionRevenue', sum(edited?.pensionRevenue))} isNumber width={9} unit="円" refusals={refusals} />
        <TextField name="otherIncome" label="その他の所得" value={typed('otherIncome', sum(edited?.otherIncome))} isNumber width={9} unit="円" refusals={refusals} />
        {detail.declared === undefined ? null : <Message kind="info" title="この資料には、所得の種類ごとの額もあります">この画面では変わらず、ほかの欄を直しても残ります。種類ごとの額を直すときは、資料を渡したシステムから、この資料をもう一度送ってもらってください。</Message>}
        <TextField name="carriedLoss" label="繰り越した損失" value={typed('carriedLoss', sum(edited?.carriedLoss))} isNumber width={9} unit="円" refusals={refusals} />
      </Section>
      <Section title="支払った額">
        {paidKeys.map((key) => <TextField name={`paid.${key}`} label={paidTitles[key]} value={typed(`paid.${key}`, sum(detail.paid?.[key]))} isNumber width={9} unit="円" refusals={refusals} />)}
        <Checkboxes name="oneStop" label="ワンストップ特例" values={ticked(state, 'oneStop', detail.oneStop === true)} choices={[{ value: 'yes', label: '申告特例の申請がある' }]} />
      </Section>
      <ConditionFields detail={detail} state={state} />
      <FamilyFields value={value} detail={detail} state={state} />
    </>
  )
}

function ticked(state: ViewState, name: string, standing: boolean): readonly string[] {
  const isPosted = state.form.get('_act') !== undefined
  return (isPosted ? state.form.get(name) === 'yes' : standing) ? ['yes'] : []
}

const disabilityChoices = [{ value: 'none', label: 'なし' }, { value: 'general', label: '障害者' }, { value: 'special', label: '特別障害者' }]

function ConditionFields({ detail, state }: { detail: StatementDetail; state: ViewState }) {
  const condition = detail.condition ?? {}
  return (
    <Section title="本人">
      <Select name="condition.disability" label="障害" value={state.form.get('condition.disability') ?? condition.disability ?? 'none'} choices={disabilityChoices} />
      <Select name="condition.singleParent" label="ひとり親" value={state.form.get('condition.singleParent') ?? condition.singleParent ?? 'none'} choices={[{ value: 'none', label: 'なし' }, { value: 'mother', label: '母' }, { value: 'father', label: '父' }]} />
      <Checkboxes name="condition.flags" label="そのほか" values={flagsOf(state, condition)} choices={[{ value: 'widow', label: '寡婦' }, { value: 'workingStudent', label: '勤労学生' }, { value: 'publicAssistance', label: '1月1日に生活扶助' }]} />
    </Section>
  )
}

function flagsOf(state: ViewState, condition: NonNullable<StatementDetail['condition']>): readonly string[] {
  if (state.form.get('_act') !== undefined) return state.form.all('condition.flags')
  return (['widow', 'workingStudent', 'publicAssistance'] as const).filter((flag) => condition[flag] === true)
}

const roles = [{ value: 'none', label: '控除しない' }, { value: 'spouse', label: '配偶者' }, { value: 'relative', label: '扶養・親族' }, { value: 'ascendant', label: '同居の親・祖父母' }]

/** Spouse and relatives are picked from the household; somebody who lives elsewhere keeps the row of an earlier statement. */
function FamilyFields({ value, detail, state }: { value: Pick<StatementsView, 'household'>; detail: StatementDetail; state: ViewState }) {
  if (value.household.length === 0) return <></>
  return (
    <Section title="家族" note="所得は、その人の資料が届いていれば、そちらを使います">
      {value.household.map((member, index) => {
        const claim = claimOf(detail, member.personId)
        const name = `members.${index}`
        return (
          <>
            <input type="hidden" name={`${name}.personId`} value={member.personId} />
            <input type="hidden" name={`${name}.birthOn`} value={member.birthOn ?? ''} />
            <Select name={`${name}.role`} label={`${member.name}（${member.relationship}）`} value={state.form.get(`${name}.role`) ?? claim.role} choices={roles} />
            <TextField name={`${name}.income`} label="所得" value={state.form.get(`${name}.income`) ?? (claim.income ? String(claim.income) : '')} isNumber width={9} unit="円" />
            <Select name={`${name}.disability`} label="障害" value={state.form.get(`${name}.disability`) ?? claim.disability} choices={[...disabilityChoices, { value: 'co-resident-special', label: '同居特別障害者' }]} />
          </>
        )
      })}
    </Section>
  )
}

function claimOf(detail: StatementDetail, personId: string): { role: string; income: number; disability: string } {
  if (detail.spouse?.personId === personId) return { role: 'spouse', income: detail.spouse.income, disability: detail.spouse.disability }
  const relative = detail.relatives?.find((one) => one.personId === personId)
  if (!relative) return { role: 'none', income: 0, disability: 'none' }
  return { role: relative.coResidentAscendant ? 'ascendant' : 'relative', income: relative.income, disability: relative.disability }
}

/** The posted fields as the command's raw input; its own schema parses them. */
export function statementInput(request: PageRequest): unknown {
  const { form } = request
  const statementId = form.get('statementId') ?? null
  const flags = form.all('condition.flags')
  const members = membersOf(request)
  return {
    statementId, expectedVersion: statementId === null ? null : Number(form.get('expectedVersion') ?? 'NaN'), personId: request.params['id'] ?? '', incomeYear: yearOfRequest(request) - 1,
    kind: form.get('kind'), payer: blankToNull(form.get('payer')), receivedOn: dateOf(form.get('receivedOn')), specialCollection: form.get('specialCollection') === 'yes',
    salaryRevenue: sumOf(request, 'salaryRevenue'), pensionRevenue: sumOf(request, 'pensionRevenue'), otherIncome: sumOf(request, 'otherIncome'), carriedLoss: sumOf(request, 'carriedLoss'),
    paid: Object.fromEntries(paidKeys.map((key) => [key, sumOf(request, `paid.${key}`)])), oneStop: form.get('oneStop') === 'yes',
    condition: {
      disability: form.get('condition.disability') ?? 'none', singleParent: form.get('condition.singleParent') ?? 'none',
      widow: flags.includes('widow'), workingStudent: flags.includes('workingStudent'), publicAssistance: flags.includes('publicAssistance'),
    },
    spouse: members.filter((one) => one.role === 'spouse').map(claimed)[0] ?? null,
    relatives: members.filter((one) => one.role === 'relative' || one.role === 'ascendant').map((one) => ({ ...claimed(one), coResidentAscendant: one.role === 'ascendant' })),
  }
}

interface Member { readonly role: string; readonly personId: string; readonly birthOn: string | null; readonly income: number | string; readonly disability: string }

function membersOf(request: PageRequest): readonly Member[] {
  const members: Member[] = []
  for (let index = 0; request.form.get(`members.${index}.personId`) !== undefined; index += 1) {
    const field = (name: string): string | undefined => request.form.get(`members.${index}.${name}`)
    members.push({ role: field('role') ?? 'none', personId: field('personId') ?? '', birthOn: blankToNull(field('birthOn')), income: sumOf(request, `members.${index}.income`), disability: field('disability') ?? 'none' })
  }
  return members
}

function claimed(member: Member): Omit<Member, 'role'> {
  return { personId: member.personId, birthOn: member.birthOn, income: member.income, disability: member.disability }
}

function sumOf(request: PageRequest, name: string): number | string {
  return readYenText(request.form.get(name)) ?? 0
}

function dateOf(typed: string | undefined): string {
  const read = readDate(typed ?? '')
  return read.ok ? read.value.date : (typed ?? '')
}

function blankToNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}

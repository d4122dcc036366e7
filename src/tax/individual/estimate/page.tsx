import { readDate } from '../../../kernel/date-input.ts'
import { plainDate } from '../../../kernel/plain-date.ts'
import { amountText } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { readYenText } from '../../../platform/command/schema.ts'
import { Case, Checkboxes, CommandBar, DateField, DecidedAmount, Decision, ErrorSummary, Facts, Message, page, Section, Select, Task, TextField, Who, WorksheetTable, type Notice, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { PersonBand, yearOfRequest } from '../pages/person-band.tsx'
import { tableRow } from '../pages/person.tsx'
import { estimateTax, type EstimateView } from './estimate-queries.ts'

const sumLabels = {
  salaryRevenue: '給与の収入', pensionRevenue: '年金の収入', otherIncome: 'その他の所得', socialInsurance: '社会保険料', lifeNewGeneral: '生命保険 新・一般', earthquake: '地震保険料', medical: '医療費', medicalReimbursed: '医療費の補てん', donationsToMunicipalities: 'ふるさと納税',
} as const
const sumKeys = Object.keys(sumLabels) as readonly (keyof typeof sumLabels)[]
/** Relatives asked about at the desk. */
const relativeRows = 4

/** 試算: the form at the right, the worksheet at the left; nothing is kept, and the page prints as it stands. */
export const estimatePage = page({
  name: 'tax-individual.estimate', path: 'tax-individual/estimate', query: estimateTax, postsQuery: true, input: question,
  frame: () => ({ title: '個人住民税の試算', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Ctrl+Enter', does: '試算する' }, { key: 'Ctrl+P', does: '計算書を刷る' }] }),
  view: (value, state) => <Estimate value={value} state={state} />,
})

function question(request: PageRequest): unknown {
  const { form, query } = request
  const personId = form.get('person') || query.get('person') || null
  return { fiscalYear: yearOfRequest(request), personId, stated: form.get('year') === undefined ? null : statedOf(request) }
}

function statedOf({ form }: PageRequest): unknown {
  const sum = (name: string): number => { const read = readYenText(form.get(name)); return typeof read === 'number' && read >= 0 ? read : 0 }
  const relatives = Array.from({ length: relativeRows }, (_, index) => ({ birthOn: dateOf(form.get(`relatives.${index}.birthOn`)), income: sum(`relatives.${index}.income`), disability: 'none', coResidentAscendant: form.get(`relatives.${index}.ascendant`) === 'yes' })).filter((one) => one.birthOn !== null)
  return {
    birthOn: dateOf(form.get('birthOn')), ...Object.fromEntries(sumKeys.map((key) => [key, sum(key)])), disability: form.get('disability') ?? 'none', singleParent: form.get('singleParent') ?? 'none', widow: form.get('widow') === 'yes',
    spouse: form.get('hasSpouse') === 'yes' ? { birthOn: dateOf(form.get('spouse.birthOn')), income: sum('spouse.income'), disability: 'none' } : null, relatives,
  }
}

function dateOf(typed: string | undefined): string | null {
  const read = readDate(typed ?? '')
  return read.ok ? read.value.date : null
}

/** What could not be read, and is reckoned as nothing. */
function unread({ form }: ViewState): readonly Notice[] {
  const sums = form.entries.filter(([name, text]) => (name.endsWith('income') || sumKeys.includes(name as never)) && text.trim() !== '' && typeof readYenText(text) !== 'number').map(([name]) => ({ name, message: '金額として読めません。0円で試算しました。' }))
  const dates = form.entries.filter(([name, text]) => name.endsWith('irthOn') && text.trim() !== '' && dateOf(text) === null).map(([name]) => ({ name, message: '日付として読めません。書かれていないものとして試算しました。' }))
  return [...sums, ...dates].map(({ name, message }) => ({ field: `/${name.replaceAll('.', '/')}`, message, remedy: '直して、もう一度試算してください。', article: null }))
}

function Estimate({ value, state }: { value: EstimateView; state: ViewState }) {
  const heads = value.annualTaxBefore === null ? ['試算'] as const : ['いまの資料', '試算'] as const
  const isCompared = value.annualTaxBefore !== null
  return (
    <Case decision="wide">
      {value.person === null ? <Who subject="thing" kana="だれの資料も使わない" name="試算" facts={[{ label: '年度', value: value.fiscalYearText }]} /> : <PersonBand person={value.person} withheld={state.withheld.has(value.person.personId)} />}
      <Task title={`${value.fiscalYearText}　個人住民税の試算`} right={<span class="sub">{value.incomeYear}年中の収入</span>} />
      <Facts heading="計算の一行一行">
        <Message kind="info" title="これは試算です">何も残していません。税額を決めるものでも、証明するものでもありません。</Message>
        {value.provisional.length === 0 ? null : <Message kind="info" title="この年度の法令の値には、まだ確定していないものがあります">{value.provisional.join('　')}</Message>}
        <WorksheetTable caption={`${value.fiscalYearText}の試算`} heads={heads} rows={value.rows.map((row) => tableRow(row, isCompared))} doubtLink={(number) => `#${number}`} />
      </Facts>
      <Decision heading="試算する" isHeadingShown note={value.keepsFamily ? '家族と、この欄にない控除は、届いている資料のとおりに計算します' : '目の前の人が言うとおりに入れます'}>
        <ErrorSummary refusals={unread(state)} before="試算しましたが" />
        {value.annualTaxBefore === null ? <p class="say">年税額 <b>{amountText(value.annualTax)}円</b></p> : <DecidedAmount beforeLabel="いまの資料" before={value.annualTaxBefore} afterLabel="試算" after={value.annualTax} />}
        <EstimateForm value={value} state={state} />
      </Decision>
    </Case>
  )
}

function EstimateForm({ value, state }: { value: EstimateView; state: ViewState }) {
  const { standing } = value
  const { form } = state
  const typed = (name: string, stands: string): string => form.get(name) ?? stands
  const sum = (amount: number): string => (amount === 0 ? '' : String(amount))
  const date = (text: string | null | undefined): string => (text == null ? '' : printDate(plainDate(text), 'letter'))
  const refusals = unread(state)
  return (
    <form method="post" action={state.action} novalidate autocomplete="off">
      <input type="hidden" name="year" value={value.fiscalYear} />{value.person === null ? null : <input type="hidden" name="person" value={value.person.personId} />}
      <Section title="収入と支払った額">
        {value.person === null ? <DateField name="birthOn" label="生年月日" value={typed('birthOn', date(standing.birthOn))} need="optional" refusals={refusals} /> : null}
        {sumKeys.map((key) => <TextField name={key} label={sumLabels[key]} value={typed(key, sum(standing[key]))} isNumber width={9} unit="円" refusals={refusals} />)}
      </Section>
      <Section title="本人">
        <Select name="disability" label="障害" value={typed('disability', standing.disability)} choices={[{ value: 'none', label: 'なし' }, { value: 'general', label: '障害者' }, { value: 'special', label: '特別障害者' }]} />
        <Select name="singleParent" label="ひとり親" value={typed('singleParent', standing.singleParent)} choices={[{ value: 'none', label: 'なし' }, { value: 'mother', label: '母' }, { value: 'father', label: '父' }]} />
        <Checkboxes name="widow" label="寡婦" values={(form.get('year') === undefined ? standing.widow : form.get('widow') === 'yes') ? ['yes'] : []} choices={[{ value: 'yes', label: '寡婦' }]} />
      </Section>
      {value.keepsFamily ? null : <FamilyFields value={value} state={state} />}
      <CommandBar command="試算する" note="何も残しません。刷るときは Ctrl+P。" />
    </form>
  )
}

function FamilyFields({ value, state }: { value: EstimateView; state: ViewState }) {
  const { form } = state
  const refusals = unread(state)
  const text = (name: string): string => form.get(name) ?? ''
  return (
    <Section title="家族" note="生計を一にする人">
      <Checkboxes name="hasSpouse" label="配偶者" values={value.standing.spouse === null ? [] : ['yes']} choices={[{ value: 'yes', label: 'いる' }]} />
      <DateField name="spouse.birthOn" label="配偶者の生年月日" value={text('spouse.birthOn')} need="optional" refusals={refusals} />
      <TextField name="spouse.income" label="配偶者の所得" value={text('spouse.income')} isNumber width={9} unit="円" refusals={refusals} />
      {Array.from({ length: relativeRows }, (_, index) => (
        <>
          <DateField name={`relatives.${index}.birthOn`} label={`親族${index + 1}の生年月日`} value={text(`relatives.${index}.birthOn`)} need="optional" refusals={refusals} />
          <TextField name={`relatives.${index}.income`} label="所得" value={text(`relatives.${index}.income`)} isNumber width={9} unit="円" refusals={refusals} />
          <Checkboxes name={`relatives.${index}.ascendant`} label="同居の親・祖父母" values={form.get(`relatives.${index}.ascendant`) === 'yes' ? ['yes'] : []} choices={[{ value: 'yes', label: 'はい' }]} />
        </>
      ))}
    </Section>
  )
}

import { amountText } from '../../../../kernel/text.ts'
import { readYenText } from '../../../../platform/command/schema.ts'
import { act, Amount, Checkboxes, Chip, CommandBar, CommandForm, Done, ErrorSummary, Head, LinkButton, Masked, page, Radios, Section, Select, Split, Table, TextField, type PageRequest, type ViewState } from '../../../../platform/screen/index.ts'
import { yearOfRequest } from '../../pages/person-band.tsx'
import { conditionTitles, premisesConditions, premisesKinds, premisesTitles } from '../model.ts'
import { endPremises, recordPremises } from '../premises-commands.ts'
import { listPremises, type PremisesView } from '../premises-queries.ts'

/** 家屋敷・事務所・事業所: who lives elsewhere and owes the per-capita levy here, and the form that enters one more. */
export const premisesPage = page({
  name: 'tax-individual.premises', path: 'tax-individual/premises', query: listPremises, input: (request) => ({ fiscalYear: yearOfRequest(request) }),
  frame: () => ({ title: '家屋敷・事務所・事業所', keys: [{ key: 'F2', does: '検索' }, { key: '↑↓', does: '行' }, { key: 'F6', does: '欄を移る' }, { key: 'Ctrl+Enter', does: '入れる' }] }),
  view: (value, state) => <PremisesPage value={value} state={state} />,
  acts: {
    record: act({ command: recordPremises, input: premisesInput, after: stay }),
    end: act({ command: endPremises, input: endInput, after: stay }),
  },
})

function stay(_value: unknown, request: PageRequest): string {
  return `tax-individual/premises?year=${yearOfRequest(request)}`
}

function premisesInput(request: PageRequest): unknown {
  const { form } = request
  const text = (name: string): string => form.get(name)?.trim() ?? ''
  return {
    addresseeNumber: text('addresseeNumber').normalize('NFKC').replace(/[\s-]/g, ''), fiscalYear: yearOfRequest(request), kind: form.get('kind'), place: text('place'), wards: text('wards').split(/[、,，\s]+/).filter((one) => one !== ''), evidence: text('evidence'), livesAbroad: form.get('livesAbroad') === 'yes',
    totalIncome: readYenText(text('totalIncome')) ?? (text('totalIncome') === '' && form.get('livesAbroad') === 'yes' ? 0 : text('totalIncome')), persons: Number(text('persons').normalize('NFKC') || '0'), condition: form.get('condition') ?? 'none', expectedVersion: Number(form.get('expectedVersion') ?? '0'),
  }
}

function endInput(request: PageRequest): unknown {
  const { form } = request
  return { personId: form.get('personId') ?? '', fiscalYear: yearOfRequest(request), expectedVersion: Number(form.get('expectedVersion') ?? '0'), reason: form.get('reason') ?? '' }
}

type Item = PremisesView['items'][number]

function PremisesPage({ value, state }: { value: PremisesView; state: ViewState }) {
  const wanted = state.request.query.get('person')
  const edited = value.items.find((one) => one.personId === wanted && !state.withheld.has(one.personId))
  return (
    <>
      <Head title="家屋敷・事務所・事業所" note={`${value.fiscalYearText}　${value.hasWards ? '1月1日にその区に住所がなく、区ごとに均等割がかかる人' : '1月1日に町内に住所がなく、均等割だけがかかる人'}`} right={<>
        <LinkButton size="small" letter="P" href={`${state.action}?year=${value.fiscalYear - 1}`}>前の年度</LinkButton> <LinkButton size="small" letter="N" href={`${state.action}?year=${value.fiscalYear + 1}`}>次の年度</LinkButton>
      </>} />
      <Split sideLabel="入れる" side={<RecordForm value={value} edited={edited} state={state} />}>
        {value.isCut ? <p class="say">先頭の{amountText(value.items.length)}人だけを出しています。</p> : null}
        <Section title="入っている人"><PremisesTable value={value} state={state} /></Section>
        {edited === undefined ? null : <EndForm value={value} edited={edited} state={state} />}
      </Split>
    </>
  )
}

function PremisesTable({ value, state }: { value: PremisesView; state: ViewState }) {
  const { link } = state.request
  // What is kept from the reader is not nothing: an income of 0円 would be an answer.
  const isHidden = (one: Item): boolean => state.withheld.has(one.personId)
  const incomeOf = (one: Item) => {
    if (isHidden(one)) return <Masked />
    return one.livesAbroad ? '国外' : <Amount value={one.totalIncome} />
  }
  return (
    <Table<Item> caption="家屋敷・事務所・事業所のある人" isCaptionHidden isList rows={value.items} columns={[
      { key: 'name', head: '氏名', isRowHead: true, cell: (one) => <a href={link(`tax-individual/person/${one.personId}?year=${value.fiscalYear}`)}>{one.name}</a> },
      { key: 'number', head: '宛名番号', isUnbroken: true, cell: (one) => one.number },
      { key: 'kind', head: '種類', cell: (one) => <>{premisesTitles[one.kind]}{one.isOutsider ? <> <Chip kind="none">住登外</Chip></> : null}</> },
      { key: 'place', head: '所在地', cell: (one) => (isHidden(one) ? <Masked /> : [...one.wards, one.place].join('　')) },
      { key: 'income', head: '合計所得', align: 'number', cell: (one) => incomeOf(one) },
      { key: 'tax', head: '決定', align: 'number', cell: (one) => (one.decidedTax === null ? <Chip kind="alert">まだ</Chip> : <Amount value={one.decidedTax} />) },
      { key: 'edit', head: '直す', cell: (one) => (isHidden(one) ? '' : <a href={`${state.action}?year=${value.fiscalYear}&person=${one.personId}`} aria-label={`${one.name}を直す`}>直す</a>) },
    ]} empty="この年度には、まだだれも入っていません。右の欄で入れます。" />
  )
}

function RecordForm({ value, edited, state }: { value: PremisesView; edited: Item | undefined; state: ViewState }) {
  const { form, refusals } = state
  const isPosted = form.get('_act') === 'record'
  const typed = (name: string, standing: string): string => (isPosted ? form.get(name) ?? '' : standing)
  return (
    <>
      {state.carriedOut?.command === recordPremises.name ? <Done title="入れました">当初賦課か「税額を決める」で、均等割を決めます。</Done> : null}
      {state.carriedOut?.command === endPremises.name ? <Done title="取り下げました">決定があるときは、残っている手続きに入れました。</Done> : null}
      <CommandForm action={state.action} act="record" idempotencyKey={state.idempotencyKey} expectedVersion={edited?.version ?? 0} hidden={{ year: String(value.fiscalYear) }}>
        <ErrorSummary refusals={refusals} before="入れる前に" isFocused={refusals.length > 0} />
        <Section title={edited === undefined ? '入れる' : `${edited.name}を直す`}>
          <TextField name="addresseeNumber" label="宛名番号" value={typed('addresseeNumber', edited?.number ?? '')} need="required" isNumber width={12} refusals={refusals} hint={value.hasWards ? 'ほかの区に住む人、転出した人、住登外として登録してある人' : '転出した人か、住登外として登録してある人'} />
          <Radios name="kind" label="種類" value={typed('kind', edited?.kind ?? 'house')} choices={premisesKinds.map((kind) => ({ value: kind, label: premisesTitles[kind] }))} refusals={refusals} />
          <TextField name="place" label="所在地" value={typed('place', edited?.place ?? '')} need="required" width="full" maxLength={150} refusals={refusals} />
          {value.hasWards ? <TextField name="wards" label="区" value={typed('wards', (edited?.wards ?? []).join('、'))} need="required" width="full" maxLength={200} refusals={refusals} hint="住所のある区をのぞく。二つより多いときは「、」で区切る" /> : null}
          <TextField name="evidence" label="確かめた資料" value={typed('evidence', edited?.evidence ?? '')} need="required" width="full" maxLength={200} refusals={refusals} />
        </Section>
        <Section title="住所地からの回答" note="均等割の非課税の判定に使います">
          <TextField name="totalIncome" label="合計所得" value={typed('totalIncome', edited === undefined ? '' : String(edited.totalIncome))} isNumber width={9} unit="円" refusals={refusals} hint="国内に住所がない人は空のまま" />
          <TextField name="persons" label="数える家族" value={typed('persons', edited === undefined ? '' : String(edited.persons))} isNumber width={4} unit="人" refusals={refusals} />
          <Select name="condition" label="非課税の事由" value={typed('condition', edited?.condition ?? 'none')} choices={premisesConditions.map((one) => ({ value: one, label: conditionTitles[one] }))} refusals={refusals} />
          <Checkboxes name="livesAbroad" label="住所" values={typed('livesAbroad', edited?.livesAbroad === true ? 'yes' : '') === 'yes' ? ['yes'] : []} choices={[{ value: 'yes', label: '国内に住所がない' }]} refusals={refusals} />
        </Section>
        <CommandBar command={edited === undefined ? '入れる' : '直す'} note="森林環境税と所得割はかかりません。" />
      </CommandForm>
    </>
  )
}

function EndForm({ value, edited, state }: { value: PremisesView; edited: Item; state: ViewState }) {
  return (
    <CommandForm id="form-end" action={state.action} act="end" idempotencyKey={state.idempotencyKey} expectedVersion={edited.version} hidden={{ year: String(value.fiscalYear), personId: edited.personId }}>
      <Section title={`${edited.name}を取り下げる`}>
        <TextField name="reason" label="理由" value={state.form.get('reason')} need="required" width="full" maxLength={200} refusals={state.refusals} />
        <p><button class="btn" type="submit">取り下げる</button></p>
      </Section>
    </CommandForm>
  )
}

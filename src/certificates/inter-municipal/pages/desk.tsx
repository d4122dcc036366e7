import { addDays } from '../../../kernel/plain-date.ts'
import { readDate } from '../../../kernel/date-input.ts'
import { findDigits } from '../../../kernel/text.ts'
import { printDate } from '../../../kernel/wareki.ts'
import {
  act, Case, Checkboxes, Chip, CommandBar, DateField, Decision, Empty, ErrorSummary, Facts, LinkButton, Masked, Message, page, type PageRequest, Radios, Rows, Section, Select, Table, Task, TextField, type ViewState, Who,
} from '../../../platform/screen/index.ts'
import { itemTitles, numberItems } from '../../model.ts'
import { momentText } from '../../words.ts'
import { askHomeTown } from '../ask.ts'
import { answerOutcomes, interMunicipalIdentityTitles, interMunicipalItems, interMunicipalScopes } from '../model.ts'
import { causeWords, interMunicipalDesk, requestStates, type AnswerLine, type InterMunicipalDesk, type RequestLine } from '../views.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '請求する' }]

/** Asks another town for the copy of somebody who is here, and lists the day on both sides — 広域交付. */
export const interMunicipalDeskPage = page({
  name: 'certificates.inter-municipal-desk-page', path: 'certificates/inter-municipal', query: interMunicipalDesk,
  input: (request) => ({ on: request.query.get('on') ?? null, after: request.query.get('after') ?? null }),
  frame: () => ({ title: '広域交付', keys }),
  view: (value, state) => <DeskView value={value} state={state} />,
  acts: { ask: act({ command: askHomeTown, input: typedRequest, after: ({ requestId }) => `certificates/inter-municipal/${requestId}` }) },
})

const textOrNull = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim())
const digitsOrTyped = (text: string | null): string | null => (text === null ? null : findDigits(text) ?? text)

/** The request as typed, handed to the command as it stands: its schema says what is wrong. */
function typedRequest({ form, today }: PageRequest): unknown {
  const birth = form.get('asker.birthOn')?.trim() ?? ''
  const read = readDate(birth, { today })
  const copies = (form.get('copies') ?? '1').normalize('NFKC').trim()
  return {
    homeCode: digitsOrTyped(textOrNull(form.get('homeCode'))) ?? '', asker: { name: nameTyped(form.get('asker.name')), birthOn: read.ok ? read.value.date : birth, sex: form.get('asker.sex'), residentCode: digitsOrTyped(textOrNull(form.get('asker.residentCode'))) },
    scope: form.get('scope'), memberNames: form.get('scope') === 'persons' ? (form.get('memberNames') ?? '').split(/[、,，]/).map(nameTyped).filter((name) => name !== '') : [], items: form.all('items'), identityCheck: form.get('identityCheck'),
    purpose: textOrNull(form.get('purpose')), exemption: textOrNull(form.get('exemption')), copies: /^\d{1,3}$/.test(copies) ? Number(copies) : copies,
  }
}

/** Spaces between the parts of a name become the one full-width space. */
function nameTyped(text: string | undefined): string {
  return (text ?? '').replace(/[ \t\u3000]+/g, '\u3000').replace(/^\u3000|\u3000$/g, '')
}

interface ViewProps { readonly value: InterMunicipalDesk; readonly state: ViewState }

function DeskView({ value, state }: ViewProps) {
  const { link, actor } = state.request
  const dayLink = (days: number): string => `${link('certificates/inter-municipal')}?on=${addDays(value.on, days)}`
  const may = actor.permissions.has(askHomeTown.permission)
  return (
    <Case decision="wide" form={may ? { action: state.action, act: 'ask', idempotencyKey: state.idempotencyKey } : undefined}>
      <Who subject="thing" name="広域交付" kind="ほかの市区町村の住民の写し" facts={[{ label: '日', value: printDate(value.on, 'long-weekday') }, { label: '窓口', value: value.desk }]} />
      <Task title="広域交付" right={<><a href={dayLink(-1)}>前の日</a> <a href={dayLink(1)}>次の日</a> <LinkButton size="small" href={link('certificates')}>発行の一覧</LinkButton></>} />
      <Facts heading="請求の内容" isHeadingShown>
        <ErrorSummary refusals={state.refusals} before="請求する前に" isFocused={state.refusals.length > 0} />
        {may ? <RequestForm value={value} state={state} /> : <p>請求は、証明を発行する担当が受けます。</p>}
      </Facts>
      <Decision heading="この日の請求" isHeadingShown>
        <RequestTable value={value} state={state} />
        {value.answers.length === 0 ? null : <AnswerTable value={value} state={state} />}
        {may ? <CommandBar command="住所地に請求する" note="住所地の市区町村が答えると、写しを発行できます。" /> : null}
      </Decision>
    </Case>
  )
}

function RequestForm({ value, state }: ViewProps) {
  const { form, refusals } = state
  return (
    <>
      <Message kind="info" title="本人か同じ世帯の人が、窓口に来たときだけ">代理人・郵送・第三者・公用の請求、除票、本籍・筆頭者、履歴は扱えません。住所地の市区町村を案内します。</Message>
      <Section title="だれが" level={3}>
        <Rows columns={2}>
          <TextField name="homeCode" label="団体コード" need="required" value={form.get('homeCode')} refusals={refusals} width={7} isNumber isFocused={refusals.length === 0} hint="住所地の6桁。書類の住所を見ます" />
          <Select name="identityCheck" label="本人確認" need="required" value={form.get('identityCheck')} refusals={refusals} choices={Object.entries(interMunicipalIdentityTitles).map(([key, label]) => ({ value: key, label }))} />
          <TextField name="asker.name" label="氏名" need="required" value={form.get('asker.name')} refusals={refusals} width={16} hint="書類のとおり" />
          <DateField name="asker.birthOn" label="生年月日" need="required" value={form.get('asker.birthOn')} refusals={refusals} />
          <Radios name="asker.sex" label="性別" need="required" value={form.get('asker.sex')} refusals={refusals} choices={[{ value: 'female', label: '女' }, { value: 'male', label: '男' }, { value: 'unknown', label: '記載なし' }]} />
          <TextField name="asker.residentCode" label="住民票コード" value={form.get('asker.residentCode')} refusals={refusals} width={9} isNumber hint="任意。同じ氏名の人がいるときに" />
        </Rows>
      </Section>
      <Section title="何を" level={3}>
        <Rows>
          <TextField name="copies" label="通数" value={form.get('copies') ?? '1'} refusals={refusals} width={4} isNumber unit="通" />
          <Radios name="scope" label="範囲" value={form.get('scope') ?? 'household'} refusals={refusals} choices={Object.entries(interMunicipalScopes).map(([key, label]) => ({ value: key, label }))} />
          <TextField name="memberNames" label="載せる人" value={form.get('memberNames')} refusals={refusals} width="full" isFull hint="範囲が「世帯の一部の人」のときの氏名。2人以上は「、」で区切ります。" />
          <Checkboxes name="items" label="載せる項目" values={form.all('items')} refusals={refusals} hint="何も言われなければ載せません。" choices={interMunicipalItems.map((item) => ({ value: item, label: itemTitles[item], note: numberItems.has(item) ? '使いみちを聞いたときだけ' : undefined }))} />
          <TextField name="purpose" label="使いみち" need="optional" value={form.get('purpose')} refusals={refusals} width={24} hint="番号を載せるときは、必ず" />
          <Select name="exemption" label="手数料" value={form.get('exemption') ?? ''} refusals={refusals} choices={[{ value: '', label: '免除なし' }, ...value.exemptions.map((one) => ({ value: one.code, label: `免除　${one.title}` }))]} />
        </Rows>
      </Section>
    </>
  )
}

function RequestTable({ value, state }: ViewProps) {
  const { link } = state.request
  return (
    <Table<RequestLine> caption="こちらの窓口で受けた請求" isList rows={value.requests} empty={<Empty title="この日に受けた請求はありません。" />} paging={value.next === null ? undefined : { shown: '50件まで', next: `${link('certificates/inter-municipal')}?on=${value.on}&after=${value.next}` }} columns={[
      { key: 'who', head: '来た人', isRowHead: true, cell: (line) => <a href={link(`certificates/inter-municipal/${line.requestId}`)}>{line.askerName}</a> },
      { key: 'at', head: '日時', isUnbroken: true, cell: (line) => momentText(line.recordedAt) }, { key: 'home', head: '住所地', isUnbroken: true, cell: (line) => line.homeName },
      { key: 'copies', head: '通数', align: 'number', cell: (line) => line.copies }, { key: 'state', head: '状態', cell: (line) => <Chip kind={line.state === 'ready' ? 'ok' : 'plain'}>{requestStates[line.state]}</Chip> },
    ]} />
  )
}

function AnswerTable({ value, state }: ViewProps) {
  const { link } = state.request
  return (
    <>
      <Table<AnswerLine> caption="この町の住民について、ほかの市区町村に答えたもの" isList rows={value.answers} rowState={(line) => (line.personId !== null && state.withheld.has(line.personId) ? 'protected' : undefined)} columns={[
        { key: 'who', head: '住民', isRowHead: true, cell: (line) => <Whom line={line} href={line.personId === null ? null : link(`resident/record/${line.personId}`)} /> },
        { key: 'at', head: '日時', isUnbroken: true, cell: (line) => momentText(line.recordedAt) }, { key: 'by', head: '請求した町', isUnbroken: true, cell: (line) => line.askedByName },
        { key: 'outcome', head: '答え', cell: (line) => <>{answerOutcomes[line.outcome]}{line.count > 0 ? `　${line.count}人` : ''}{line.cause === null ? null : <><br /><small>{causeWords(line.cause)}</small></>}</> },
      ]} />
      {value.hasMoreAnswers ? <p class="sub">新しい50件です。前のものは、監査の記録で見られます。</p> : null}
    </>
  )
}

function Whom({ line, href }: { readonly line: AnswerLine; readonly href: string | null }) {
  if (href === null) return <>（特定できず）</>
  return line.name === null ? <Masked /> : <a href={href}>{line.name}</a>
}

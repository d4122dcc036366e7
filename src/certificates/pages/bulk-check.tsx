import { Chip, Empty, ErrorSummary, Head, Masked, OneColumn, page, type PageRequest, Radios, Rows, Table, TextArea, type ViewState } from '../../platform/screen/index.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import { checkBulk, type BulkCheck, type BulkInput, type PaperProblem } from '../bulk-check.ts'
import { documentKindKeys, documentKinds } from '../model.ts'

/** Which papers of many would not come out — まとめて刷る前の確かめ. */
export const bulkCheckPage = page({
  name: 'certificates.bulk-check-page', path: 'certificates/before-print', query: checkBulk, input: askedOf, postsQuery: true,
  frame: () => ({ title: 'まとめて刷る前の確かめ' }),
  view: (value, state) => <BulkView value={value} state={state} />,
})

/** One number a line, in any width. */
function askedOf({ form }: PageRequest): BulkInput {
  const numbers = toHalfWidth(form.get('numbers') ?? '').split(/[\s,、]+/).filter((line) => line !== '')
  return { kind: documentKindKeys.find((kind) => kind === form.get('kind')) ?? 'resident-record-copy', numbers }
}

const sortTitles: Readonly<Record<PaperProblem['sort'], string>> = { character: '字形なし', overflow: '文字超過', other: '出せない' }

function BulkView({ value, state }: { value: BulkCheck; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <Head title="まとめて刷る前の確かめ" note="紙を作らずに、出せない紙だけを並べます" right={<a href={link('certificates')}>発行の一覧</a>} />
      <OneColumn>
        <ErrorSummary refusals={state.refusals} isFocused={state.refusals.length > 0} />
        <form method="post" action={state.action}>
          <Rows>
            <Radios name="kind" label="証明の種類" shape="list" value={value.kind} choices={documentKindKeys.map((kind) => ({ value: kind, label: documentKinds[kind].title }))} />
            <TextArea name="numbers" label="宛名番号" need="required" lines={8} value={state.request.form.get('numbers')} refusals={state.refusals} hint="1行に一つ、50人まで" />
          </Rows>
          <p class="sect"><button class="btn primary" type="submit" data-command="yes">確かめる <kbd>Ctrl+Enter</kbd></button></p>
        </form>
        {value.checked === 0 ? null : <Problems value={value} state={state} />}
      </OneColumn>
    </>
  )
}

function Problems({ value, state }: { value: BulkCheck; state: ViewState }) {
  const { link } = state.request
  return (
    <>
      <p><b>{value.checked}人</b>のうち、<b>{value.problems.length}人</b>の紙が出せません。</p>
      <Table caption="出せない紙" isCaptionHidden rows={value.problems} empty={<Empty title="すべての紙が出せます。" />} columns={[
        { key: 'number', head: '宛名番号', isRowHead: true, isUnbroken: true, cell: (one) => one.number },
        { key: 'name', head: '人', cell: (one) => nameOf(one, link) },
        { key: 'sort', head: '種類', isUnbroken: true, cell: (one) => <Chip kind={one.sort === 'other' ? 'plain' : 'alert'}>{sortTitles[one.sort]}</Chip> },
        { key: 'why', head: '理由', cell: (one) => one.message }, { key: 'what', head: 'すること', cell: (one) => one.remedy },
      ]} />
    </>
  )
}

function nameOf(one: PaperProblem, link: (path: string) => string) {
  if (one.personId === null) return '―'
  return one.name === null ? <Masked /> : <a href={link(`certificates/issue/${one.personId}`)}>{one.name}</a>
}

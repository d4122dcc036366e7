import { printDate } from '../../kernel/wareki.ts'
import { act, Case, CommandForm, Decision, Done, Empty, ErrorSummary, Facts, page, Radios, Rows, Section, Table, Task, type ViewState, Who } from '../../platform/screen/index.ts'
import { issueNotice } from '../notices/commands.ts'
import { handings, keptKinds, noticeKinds } from '../notices/model.ts'
import { showNotices, type NoticesView, type PossibleNotice } from '../notices/views.ts'
import { textOf } from './form-values.ts'

/** 通知書を出す: which letters can be made to a person, and which were. */
export const noticesPage = page({
  name: 'resident.notices-of', path: 'resident/notices/:id', query: showNotices,
  input: ({ params }) => ({ personId: params['id'] ?? '' }),
  frame: () => ({ title: '通知書', keys: [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'F8', does: 'キーを表示' }, { key: 'Ctrl+Enter', does: '出す' }] }),
  view: (value, state) => <NoticesOfPerson value={value} state={state} />,
  acts: {
    issue: act({ command: issueNotice, input: ({ params, form }) => ({ ...choiceOf(form.get('notice')), personId: params['id'] ?? '', handing: textOf(form, 'handing') ?? 'mail' }) }),
  },
})

const keyOf = ({ kind, filingId }: Pick<PossibleNotice, 'kind' | 'filingId'>): string => (filingId === null ? kind : `${kind}_${filingId}`)

function choiceOf(chosen: string | undefined): { readonly kind: string; readonly filingId: string | null } {
  const [kind = '', filingId = null] = (chosen ?? '').split('_')
  return { kind, filingId }
}

function NoticesOfPerson({ value, state }: { value: NoticesView; state: ViewState }) {
  const { link } = state.request
  const isWithheld = state.withheld.has(value.personId)
  return (
    <Case decision="middle" isProtected={isWithheld}>
      <Who kana={value.kana ?? undefined} name={value.name} facts={[{ label: '宛名番号', value: value.addresseeNumber }]} />
      <Task title="通知書" right={<a href={link(`resident/record/${value.personId}`)}>住民の記録へ</a>} />
      <Facts heading="出した通知書">
        <Table caption="出した通知書" isCaptionHidden rows={value.issued} empty={<Empty title="まだ出していません。" />} columns={[
          { key: 'number', head: '番号', isRowHead: true, isUnbroken: true, cell: (one) => <a href={link(`documents/${one.documentId}`)}>{one.number}</a> }, { key: 'kind', head: '通知書', cell: (one) => noticeKinds[one.kind].title },
          { key: 'on', head: '出した日', isUnbroken: true, cell: (one) => printDate(one.issuedOn) }, { key: 'handing', head: '渡し方', cell: (one) => (keptKinds.has(one.kind) ? '庁内で保存' : handings[one.handing]) }, { key: 'by', head: '出した人', isSource: true, cell: (one) => one.issuedByName },
        ]} />
      </Facts>
      <Decision heading="通知書を出す" isHeadingShown>{state.request.actor.permissions.has('resident.write') ? <IssueForm value={value} state={state} /> : <p class="say">通知書は、届出を入れる役割の職員が出します。</p>}</Decision>
    </Case>
  )
}

function IssueForm({ value, state }: { value: NoticesView; state: ViewState }) {
  const { form, refusals, request } = state
  const issued = state.carriedOut?.value as { number: string; documentId: string } | undefined
  const chosen = form.get('notice') ?? value.possible.find((one) => one.kind === request.query.get('kind'))?.kind
  return (
    <>
      {issued ? <Done title={`出しました　${issued.number}`} links={[{ label: '紙を開いて刷る', href: request.link(`documents/${issued.documentId}`) }]}>残っていることの一覧にあれば、済みになりました。</Done> : null}
      <ErrorSummary refusals={refusals} before="出す前に" isFocused />
      {value.possible.length === 0 ? <Empty title="いま出せる通知書はありません。" looked="世帯主、記録した届出、住民票コード、転出を見ました。" /> : (
        <CommandForm id="issue" act="issue" action={state.action} idempotencyKey={state.idempotencyKey}>
          <Section title="どの通知書" level={3}>
            <Rows>
              <Radios name="notice" label="通知書" need="required" refusals={refusals} value={chosen ?? keyOf(value.possible[0]!)} choices={value.possible.map((one) => ({ value: keyOf(one), label: `${one.title}（${one.detail}）` }))} />
              <Radios name="handing" label="渡し方" need="required" refusals={refusals} value={form.get('handing') ?? 'mail'} choices={Object.entries(handings).map(([key, label]) => ({ value: key, label }))} />
            </Rows>
          </Section>
          <p><button class="btn primary" type="submit" data-command="yes">通知書を出す <kbd>Ctrl+Enter</kbd></button></p>
        </CommandForm>
      )}
    </>
  )
}

import { amountText } from '../../kernel/text.ts'
import { Head, OneColumn, page, Section, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { exportEntries, type AuditFile } from '../queries.ts'

/** The trail as a file to be kept elsewhere — 監査記録の控え. */
export const exportPage = page({
  name: 'audit.export', path: 'audit/export', query: exportEntries,
  input: ({ query }: PageRequest) => ({ personId: query.get('person'), actorId: query.get('officer'), from: query.get('from'), until: query.get('until') }),
  frame: () => ({ title: '監査記録の控え' }),
  view: (value, state) => <ExportView file={value} state={state} />,
})

function ExportView({ file, state }: { file: AuditFile; state: ViewState }) {
  return (
    <OneColumn>
      <Head title="監査記録の控え" right={<a href={state.request.link('audit')}>監査へ戻る</a>} />
      <Section title={`${amountText(file.rows)}件`} note="CSV（UTF-8）。人の氏名と住所は入っていません">
        <p><a class="btn primary" download={file.fileName} href={`data:text/csv;charset=utf-8;base64,${Buffer.from(file.content).toString('base64')}`}>ファイルを保存する</a></p>
        <p class="sub">書き出したことは、監査の記録に残りました。控えは、決められた場所に置いてください。</p>
      </Section>
    </OneColumn>
  )
}

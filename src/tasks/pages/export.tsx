import { stringify } from 'csv-stringify/sync'
import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { Head, OneColumn, page, Section, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { exportOpen, type TaskFile, type TaskItem } from '../queries.ts'
import { addressOf, dueWords } from './tasks.tsx'

/** The list as a file to be kept or sorted elsewhere — 期限のある手続きの控え. */
export const exportPage = page({
  name: 'tasks.export', path: 'tasks/list/export', query: exportOpen,
  input: ({ query }: PageRequest) => ({ owner: query.get('owner') || undefined, due: query.get('due') || undefined }),
  frame: () => ({ title: '期限のある手続きの控え' }),
  view: (value, state) => <ExportView file={value} state={state} />,
})

function ExportView({ file, state }: { file: TaskFile; state: ViewState }) {
  const { link, today } = state.request
  const content = Buffer.from(tasksCsv(file.items, today)).toString('base64')
  return (
    <OneColumn>
      <Head title="期限のある手続きの控え" note={`${file.owner ?? 'すべての係'}　${dueWords[file.due ?? 'all']}`} right={<a href={link(addressOf(file))}>一覧へ戻る</a>} />
      <Section title={`${amountText(file.items.length)}件`} note="CSV（UTF-8）。人の氏名と住所は入っていません">
        <p><a class="btn primary" download={file.fileName} href={`data:text/csv;charset=utf-8;base64,${content}`}>ファイルを保存する</a></p>
        <p class="sub">書き出したことは、監査の記録に残りました。控えは、決められた場所に置いてください。</p>
      </Section>
    </OneColumn>
  )
}

const columns = ['期限', '残りの日数', '手続き', '業務', '係', '過ぎると', '根拠', '出す紙', '対象の人数', '手続きの番号'] as const

/** One row an obligation; a cell that would be read as a formula is defused. */
function tasksCsv(items: readonly TaskItem[], today: PlainDate): string {
  const rows = items.map((item) => [
    item.deadline ?? '', item.deadline === null ? '' : daysBetween(today, item.deadline), item.title, item.business, item.owner, item.lostAfter ?? '', item.article ?? '', item.letter ?? '', item.subjectIds.length, item.taskId,
  ])
  return stringify([[...columns], ...rows], { bom: true, record_delimiter: '\r\n', escape_formulas: true })
}

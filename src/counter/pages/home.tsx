import type { PlainDate } from '../../kernel/plain-date.ts'
import { daysBetween } from '../../kernel/plain-date.ts'
import { Actions, Chip, DaysLeft, Head, page, ProtectChip, Section, shortDayText, Split, Table, type ViewState } from '../../platform/screen/index.ts'
import type { DeskItem } from '../../platform/command/tx.ts'
import { dayView, type DayView, type NamedTask } from '../queries.ts'

/** The counter's home: what may lapse, what is on the desk — 窓口. */
export const home = page({
  name: 'counter.home', path: '', query: dayView, input: () => ({}),
  frame: () => ({ title: '窓口', keys: [{ key: 'F2', does: '検索（人・用件）' }, { key: 'F6', does: '欄を移る' }, { key: 'F8', does: 'キーを表示' }] }),
  view: (value, state) => <HomeView value={value} state={state} />,
})

function HomeView({ value, state }: { value: DayView; state: ViewState }) {
  const { link, today, actor } = state.request
  return (
    <>
      <Head title="窓口" note="名前・生年月日・住所・番号のどれからでも F2 で探せます" />
      <Split sideLabel="よく使う手続き" side={<Shortcuts link={link} permissions={actor.permissions} />}>
        <Section title="期限の番人" note={`業務をまたいで、法律の期限が近い順。いま ${value.deadlines.length}件を出しています`} right={<a href={link('tasks')}>全部見る</a>}>
          <Deadlines tasks={value.deadlines} today={today} link={link} withheld={state.withheld} />
        </Section>
        <Section title="わたしの手もと" note={actor.name}><Desk items={value.desk} link={link} /></Section>
      </Split>
    </>
  )
}

interface DeadlinesProps { readonly tasks: readonly NamedTask[]; readonly today: PlainDate; readonly withheld: ReadonlySet<string>; link(path: string): string }

function Deadlines({ tasks, today, link, withheld }: DeadlinesProps) {
  return (
    <Table caption="期限の番人" isCaptionHidden isWide rows={tasks} rowState={(task) => (task.subjectIds.some((id) => withheld.has(id)) ? 'protected' : undefined)} columns={[
      { key: 'left', head: '残り', cell: (task) => (task.deadline ? <DaysLeft days={daysBetween(today, task.deadline)} isNear={task.warning === 'near'} /> : '') },
      { key: 'day', head: '期限', isUnbroken: true, cell: (task) => (task.deadline ? shortDayText(task.deadline) : '') },
      { key: 'who', head: '人', isUnbroken: true, cell: (task) => <Who task={task} isWithheld={task.subjectIds.some((id) => withheld.has(id))} link={link} /> },
      { key: 'what', head: 'しなければならないこと', isRowHead: true, cell: (task) => <a href={link(`tasks/${task.taskId}`)}>{task.title}</a> },
      { key: 'lost', head: '過ぎると', cell: (task) => task.lostAfter ?? '' },
      { key: 'article', head: '根拠', isSource: true, cell: (task) => task.article ?? '' },
      { key: 'owner', head: '担当', isUnbroken: true, cell: (task) => task.owner },
    ]} empty="期限のある手続きは、いまありません。届出を記録すると、ここに期限の順で並びます。" />
  )
}

/** Whose obligation it is: the first by name, the others counted; or the screen where it is done, where it is about no person. */
function Who({ task, isWithheld, link }: { task: NamedTask; isWithheld: boolean; link(path: string): string }) {
  if (isWithheld) return <ProtectChip />
  if (task.path !== null) return <a href={link(task.path)}>開く</a>
  if (task.personName === null) return <span class="mute">―</span>
  const others = task.subjectIds.length - 1
  return <><a href={link(`resident/record/${task.subjectIds[0]}`)}>{task.personName}</a>{others > 0 ? `　ほか${others}人` : ''}</>
}

function Desk({ items, link }: { items: readonly DeskItem[]; link(path: string): string }) {
  return (
    <Table caption="わたしの手もと" isCaptionHidden rows={items} columns={[
      { key: 'state', head: '状態', isHeadHidden: true, cell: (item) => <Chip kind={item.tone}>{item.state}</Chip> },
      { key: 'title', head: '手続き', isRowHead: true, isHeadHidden: true, cell: (item) => <a href={link(item.path)}>{item.title}</a> },
      { key: 'note', head: '次にすること', isHeadHidden: true, cell: (item) => item.note },
      { key: 'does', head: '開く', isHeadHidden: true, cell: (item) => <a href={link(item.path)}>{item.does}</a> },
    ]} empty="手もとに、下書きや差戻しはありません。" />
  )
}

function Shortcuts({ link, permissions }: { link(path: string): string; permissions: ReadonlySet<string> }) {
  const all = [
    { label: '転入届', href: link('resident/moving-in'), keys: 'TN', permission: 'resident.write' },
    { label: '出生届', href: link('resident/birth'), keys: 'SS', permission: 'resident.write' },
    { label: '審査を待つ届出', href: link('resident/reviews'), keys: 'SI', permission: 'resident.approve' },
    { label: '納付のファイル', href: link('collection/payment-files'), keys: 'NF', permission: 'collection.approve' },
    { label: '住民税の一括計算', href: link('tax-individual/runs/annual-assessment'), keys: 'BA', permission: 'tax-individual.write' },
    { label: '手数料の日計', href: link('certificates/daily-cash'), keys: 'NK', permission: 'certificates.read' },
  ]
  return <Section title="よく使う手続き"><Actions actions={all.filter((action) => permissions.has(action.permission)).map(({ label, href, keys }) => ({ label, href, keys }))} /></Section>
}

import { readDate } from '../../kernel/date-input.ts'
import { addYears, daysBetween, plainDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import {
  Actions, AsOfControl, Case, Checks, Chip, dateEcho, dayText, Deadlines, Decision, Empty, Facts, type FormValues, Lens, LinkButton, Masked, MaySay, Message, page, ProtectChip, Section, Table, Tabs, Task, type ViewState, Who,
} from '../../platform/screen/index.ts'
import { residentRecord, type ResidentRecord } from '../record/record.ts'
import { furtherProceduresOf, proceduresOf } from './procedures.ts'

const keys = [{ key: 'F2', does: '検索' }, { key: 'F6', does: '帯を移る' }, { key: 'Alt+↓', does: '次の人' }, { key: 'F8', does: 'キーを表示' }, { key: 'Alt+1〜9', does: '業務タブ' }, { key: 'Esc', does: '戻る' }]

/** The record of one person — 住民の記録. A protected person's record is another page under the same address. */
export const recordPage = page({
  name: 'resident.record-of', path: 'resident/record/:id', query: residentRecord,
  input: ({ params, query, today }) => ({ personId: params['id'], on: dayTyped(query, 'asOf', today), knownOn: dayTyped(query, 'knownAt', today) }),
  frame: (value) => ({ title: '住民の記録', keys, isProtected: value.measure !== null, effort: { words: value.measure === null ? 'この人を開いたことは記録されます' : 'この人を開いたことは、責任者に知らされます' } }),
  view: (value, state) => (value.isWithheld && (value.measure !== null || value.isInquiryStopped) ? <ProtectedView value={value} state={state} /> : <RecordView value={value} state={state} />),
})

function dayTyped(form: FormValues, name: string, today: PlainDate): PlainDate | null {
  const read = readDate(form.get(name) ?? '', { today })
  return read.ok ? read.value.date : null
}

function RecordView({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const { request } = state
  return (
    <Case isProtected={value.measure !== null}>
      <WhoBand value={value} state={state} />
      <Task title="住民の記録" right={<><a href={request.link(`resident/history/${value.personId}`)}>異動の履歴</a>　<LinkButton href={request.link(`certificates/issue/${value.personId}`)} size="small" keys="CE">証明を出す</LinkButton></>}><BusinessTabs value={value} state={state} /></Task>
      <Facts heading="事実" asOf={value.isToday ? undefined : printDate(value.on)}>
        <AsOf value={value} state={state} />
        <div class="sect"><Recorded value={value} state={state} /></div>
        {value.members.length > 0 ? <HouseholdLens value={value} state={state} /> : null}
      </Facts>
      {value.isToday ? <TodayDecision value={value} state={state} /> : <Decision heading="この人の手続き" isHeadingShown><p class="sub">{printDate(value.on)}の姿を見ています。手続きは<a href={request.link(`resident/record/${value.personId}`)}>今日の姿</a>から始めます。</p></Decision>}
    </Case>
  )
}

function WhoBand({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const role = value.relationship === null ? <Masked /> : value.relationship
  return (
    <Who kana={value.kana ?? undefined} name={value.name || '（氏名未定）'} again={value.birth ?? value.birthYear}
      facts={[
        { label: '生年月日・性別', value: value.birth ?? value.birthYear, note: value.age === null ? '' : `${value.age}歳　${value.sex ?? ''}` },
        { label: '住所', value: value.address ?? <Masked />, note: value.addressSince === null ? '' : `${printDate(value.addressSince)}から` },
        { label: '世帯', value: role, note: value.members.length === 0 ? '' : <>{value.members.length}人　<a href="#lens">世帯を見る</a></> },
        { label: '宛名番号', value: value.addresseeNumber },
      ]}
      lock={<span class="mute">最終の記録　{printDate(value.lastEventOn)}</span>}
      warnings={<>
        {value.measure ? <ProtectChip until={value.measure.until === null ? undefined : `${printDate(value.measure.until, 'short')}まで`} /> : null}
        {value.measure?.standing === 'ending' || value.measure?.standing === 'expired' ? <Chip kind="alert">{value.measure.standing === 'expired' ? '期間が過ぎた' : 'まもなく終わる'}</Chip> : null}
        {value.suppressions.map((one) => <Chip kind="alert">抑止　{one.title}　{one.stops.join('、')}</Chip>)}
        {value.isToAsk ? <Chip kind="alert">渡す前に責任者に確かめる</Chip> : null}
        <Chip kind={value.status === 'resident' ? 'info' : 'none'}>{value.statusTitle}{value.ceasedOn ? `　${value.ceasedOn}` : ''}</Chip>
        {value.plannedMoveOutOn ? <Chip>転出予定　{printDate(value.plannedMoveOutOn, 'short')}</Chip> : null}
        {value.stayEnds ? <Chip kind="alert">{value.stayEnds.isPast ? '在留期間が過ぎています' : '在留期間の満了が近づいています'}　{printDate(value.stayEnds.on, 'western')}</Chip> : null}
        {value.draftId ? <Chip kind="alert"><a href={state.request.link(`resident/notification/${value.draftId}`)}>審査を待つ届出</a></Chip> : null}
      </>} />
  )
}

function BusinessTabs({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const own = { label: '住民記録', href: state.request.link(`resident/record/${value.personId}`), isCurrent: true }
  return <Tabs label="この人の業務" tabs={[own, ...value.tabs.map((tab) => ({ label: tab.title, href: state.request.link(tab.path), count: tab.count ?? undefined }))]} />
}

function AsOf({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const { request, action } = state
  const at = (day: PlainDate): string => `${request.link(`resident/record/${value.personId}`)}?asOf=${day}`
  const [yearStart, assessment] = [plainDate(`${request.today < plainDate(`${yearOf(request.today)}-04-01`) ? yearOf(addYears(request.today, -1)) : yearOf(request.today)}-04-01`), plainDate(`${yearOf(request.today)}-01-01`)]
  const shown = value.stops.slice(-6)
  const echo = value.isToday ? { text: printDate(value.on), note: '今日' } : dateEcho(value.on, request.today)
  return (
    <AsOfControl action={action} asOf={printDate(value.on, 'letter')} knownAt={value.knownOn === null ? '' : printDate(value.knownOn, 'letter')} echo={echo}
      stops={[...shown.map((stop) => ({ label: `${printDate(stop.on, 'short')}　${stop.title}`, href: at(stop.on), isCurrent: !value.isToday && stop.on === value.on, isFuture: stop.on > request.today })), { label: '今日', href: request.link(`resident/record/${value.personId}`), isCurrent: value.isToday }]}
      presets={[{ label: `賦課期日 ${printDate(assessment, 'short')}`, href: at(assessment) }, { label: `年度初め ${printDate(yearStart, 'short')}`, href: at(yearStart) }]} />
  )
}

function Recorded({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const { link } = state.request
  const numberRow: ResidentRecord['rows'][number] = { item: '個人番号', value: '', since: '', source: '付番', notificationId: null, recordedOn: value.lastEventOn }
  const valueOf = (row: ResidentRecord['rows'][number]) => {
    if (row === numberRow) return <>●●●● ●●●● ●●●● <a href={link(`resident/number/${value.personId}`)}>理由を書いて表示</a></>
    return row.item === '氏名' ? <b>{row.value}</b> : row.value
  }
  const rows = value.hasIndividualNumber && value.isToday ? [...value.rows, numberRow] : value.rows
  return (
    <Table caption="記録されていること" density="tight" rows={rows}
      columns={[
        { key: 'item', head: '項目', isRowHead: true, isUnbroken: true, cell: (row) => row.item },
        { key: 'value', head: value.isToday ? '今の値' : 'この日の値', cell: (row) => valueOf(row) },
        { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => row.since },
        { key: 'source', head: '根拠', isSource: true, cell: (row) => (row.notificationId === null ? row.source : <a href={link(`resident/notification/${row.notificationId}`)}>{row.source}</a>) },
        { key: 'on', head: '記録した日', isSource: true, isUnbroken: true, cell: (row) => (row === numberRow ? '' : printDate(row.recordedOn, 'short')) },
      ]}
      empty={<Empty title="この日には、記録がありません。" />} />
  )
}

function HouseholdLens({ value, state }: { value: ResidentRecord; state: ViewState }) {
  return (
    <Lens note={`同じ${value.members.length}人が、制度ごとにどう数えられているか。違いには根拠の条文を付けています`} schemes={['住民票', ...value.schemes]}
      people={value.members.map((member) => ({
        name: member.name, href: member.personId === value.personId ? undefined : state.request.link(`resident/record/${member.personId}`), age: member.age ?? undefined, isCurrent: member.personId === value.personId, isProtected: member.isWithheld,
        roles: [member.isWithheld ? <Masked /> : member.relationship, ...member.roles], why: member.why ?? undefined,
      }))} />
  )
}

function TodayDecision({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const { link, today } = state.request
  const protecting = !state.request.actor.permissions.has('resident.release') ? [] : [
    value.measure === null ? { label: '支援措置の申出', href: link(`resident/protection/file/${value.personId}`) } : { label: '支援措置を開く', href: link(`resident/protection/case/${value.measure.filingId}`) },
    { label: '抑止', href: link(`resident/protection/suppression/${value.personId}`) },
  ]
  return (
    <Decision heading="この人の手続き" isHeadingShown note="F2 に名前と用件でも開けます">
      <Actions actions={[...proceduresOf(value).map(({ path, ...one }) => ({ ...one, href: link(path) })), ...protecting]} />
      <FurtherProcedures value={value} state={state} />
      <Section title="残っていること" note={`全業務 ${value.tasks.length}件`}>
        {value.tasks.length === 0 ? <Empty title="この人に、期限のある手続きは残っていません。" /> : <Deadlines items={value.tasks.map((task) => deadlineOf(task, today, link))} />}
      </Section>
      <Section title="証明を出せるか" note="いまの判定">
        <Checks items={[
          value.measure === null ? { state: 'ok', text: '抑止・支援措置はありません', right: '直接照会' } : { state: 'error', text: '支援措置の期間中です。責任者が扱います' },
          value.draftId === null ? { state: 'ok', text: '審査待ちの下書きはありません', right: '0件' } : { state: 'alert', text: '審査を待つ届出があります。証明は、いまの記録で出ます' },
        ]} />
      </Section>
    </Decision>
  )
}

/** What is seldom begun, folded away from what is begun every day. */
function FurtherProcedures({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const further = furtherProceduresOf(value)
  if (further.length === 0) return <></>
  return <details class="sect"><summary>戸籍の届出・申出・職権の手続き</summary><Actions actions={further.map(({ path, ...one }) => ({ ...one, href: state.request.link(path) }))} /></details>
}

function deadlineOf(task: ResidentRecord['tasks'][number], today: PlainDate, link: (path: string) => string) {
  const days = task.deadline === null ? null : daysBetween(today, task.deadline)
  return { left: leftText(days), day: task.deadline === null ? undefined : dayText(task.deadline), isUrgent: task.warning !== 'none', what: task.title, owner: task.owner, detail: task.detail ?? undefined, links: <a href={link(`tasks/${task.taskId}`)}>済ませる・引き継ぐ</a> }
}

function leftText(days: number | null): string {
  if (days === null) return '期限なし'
  if (days < 0) return `期限切れ ${-days}日`
  return days === 0 ? 'きょう' : `あと${days}日`
}

const blocked = [
  ['住民票・除票・記載事項', '発行・一覧・抽出・閲覧', '責任者が扱う'], ['印鑑登録証明', 'コンビニ・代理人', '責任者が扱う'], ['税・国保・手当の通知', '送り先の表示、束への混入', '手渡し'],
  ['共有の固定資産の納付書', 'ほかの共有者への住所の表示', '―'], ['コンビニ交付・郵送・電子申請', 'すべて', '使えない'], ['選挙人名簿・学校・防災の名簿', '名簿から外す', '―'],
] as const

/** What a general officer sees of a protected person: name, number, mark and period, and the sentence one may say. */
function ProtectedView({ value, state }: { value: ResidentRecord; state: ViewState }) {
  const { measure } = value
  const from = measure ? printDate(measure.from) : ''
  const until = measure?.until ? `${from}〜${printDate(measure.until)}` : `${from}から`
  return (
    <Case isProtected decision="middle">
      <Who kana={value.kana ?? undefined} name={value.name} again={<>{value.birthYear} <ProtectChip /></>}
        facts={[{ label: '生年月日・性別', value: value.birthYear, note: '月日は表示しません' }, { label: '住所', value: <Masked /> }, { label: '世帯', value: <Masked /> }, { label: '宛名番号', value: value.addresseeNumber }]}
        warnings={<><ProtectChip until={until} /><Chip>窓口での本人の請求だけ、責任者が扱う</Chip></>} />
      <Task title="住民の記録" right={<span class="sub">あなたに見えるのは、この画面にあるものだけです</span>} />
      <Facts heading="事実">
        <MaySay sentence={measure?.sentence ?? ''}>この人が登録されているかどうか、止まっているかどうかも言いません。電話では何も答えず、折り返しの番号も聞きません。</MaySay>
        <div class="sect">
          <Table caption="止まっているもの" captionNote="いま、登録に直接照会した結果" rows={blocked} columns={[
            { key: 'what', head: '業務', isRowHead: true, cell: (row) => row[0] }, { key: 'stop', head: '止まっていること', cell: (row) => row[1] }, { key: 'self', head: '本人の窓口での請求', cell: (row) => row[2] },
          ]} />
        </div>
        <p class="sub">期間が終わっても、責任者が解くまで止まったままです。</p>
      </Facts>
      <Decision heading="証明は出せません">
        <Message kind="protect" icon="lock" title="証明は出せません">支援措置の期間中のため、あなたの操作では出せません。本人が窓口に来ているときは、責任者を呼んでください。</Message>
        <p class="sub sect">手続きに要るときは、別の責任者2人の同意で、1枚だけ出せます。<a href={state.request.link(`resident/protection/release/${value.personId}`)}>一時解除を求める</a></p>
        <p class="sub"><a href={state.request.link('')}>窓口へ戻る</a></p>
      </Decision>
    </Case>
  )
}

import {
  Actions, AsOfControl, Case, Checks, Chip, Deadlines, Decision, Facts, Lens, LinkButton, Masked, MaySay, Message, ApprovalBox, CommandBar, ProtectChip,
  Radios, Rows, Section, Select, Table, Tabs, Task, TextField, Who,
} from '../index.ts'
import { type Story, StoryFrame } from './story.tsx'

const whoFacts = [
  { label: '生年月日・性別', value: '昭和52年8月3日', note: '49歳　男' },
  { label: '住所', value: '汐見台二丁目4番7号', note: '令和3年4月2日から' },
  { label: '世帯', value: '世帯主', note: <>4人　<a href="#lens">世帯を見る</a></> },
  { label: '宛名番号', value: '1042181' },
]

const recorded = [
  ['氏名', '佐久間　健一', '昭52.8.3', '転出証明書（北浜市）', '平15.6.16'], ['振り仮名', 'サクマ　ケンイチ', '令8.5.26', '本籍地の通知（職権の記載）', '令8.5.26'],
  ['住所', '汐見台二丁目4番7号', '令3.4.2', '転居届　届出 令3.4.5', '令3.4.5'], ['前の住所', '港本町一丁目12番地3', '平15.6.14', '転入届　届出 平15.6.16', '平15.6.16'],
  ['住民となった日', '平成15年6月14日', '', '転入届', '平15.6.16'], ['本籍・筆頭者', '汐音県朝凪町港本町一丁目12番地　本人', '平15.6.10', '婚姻（戸籍の通知）', '平15.6.19'],
  ['カード', '有効　署名用 令11.8.3 まで', '令6.8.20', '交付', '令6.8.20'],
] as const

function RecordedFacts() {
  return (
    <Table
      caption="記録されていること" density="tight" rows={recorded}
      columns={[
        { key: 'item', head: '項目', isRowHead: true, isUnbroken: true, cell: (row) => row[0] }, { key: 'value', head: '今の値', cell: (row) => (row[0] === '氏名' ? <b>{row[1]}</b> : row[1]) },
        { key: 'since', head: 'いつから', isUnbroken: true, cell: (row) => row[2] }, { key: 'source', head: '根拠', isSource: true, cell: (row) => row[3] }, { key: 'on', head: '記録した日', isSource: true, isUnbroken: true, cell: (row) => row[4] },
      ]}
    />
  )
}

function HouseholdLens() {
  return (
    <Lens
      note="同じ4人が、制度ごとにどう数えられているか。違いには根拠の条文を付けています" schemes={['住民票', '医療保険', '住民税（令和8年度）', '児童手当']}
      people={[
        { name: '佐久間　健一', age: 49, isCurrent: true, roles: ['世帯主', '社会保険 本人', '納税義務者', '請求者'], why: '国保では加入者でない世帯主（国保法76条）' },
        { name: '佐久間　美咲', href: '#p2', age: 47, roles: ['妻', '社会保険 扶養', '配偶者控除', null] },
        { name: '佐久間　陽翔', href: '#p3', age: 21, roles: ['子', <Chip kind="alert">国保 届出なし</Chip>, '特定親族（扶養の数に入れない）', '第1子に数える'], why: '給与165万円のため（地税法314条の2）' },
        { name: '佐久間　結衣', href: '#p4', age: 15, roles: ['子', '社会保険 扶養', '16歳未満の扶養', '第2子 月10,000円'], why: '控除はないが非課税の判定では数える' },
      ]}
    />
  )
}

function asOf() {
  return (
    <AsOfControl
      action="/993018/resident/record/x" asOf="R8.11.24" echo={{ text: '11月24日(火)', note: 'きょう' }} presets={[{ label: '賦課期日 令8.1.1', href: '#a' }, { label: '年度初め 令8.4.1', href: '#b' }]}
      stops={[{ label: '平15.6.14　転入', href: '#1' }, { label: '平17.4.25　子の出生', href: '#2' }, { label: '平23.10.9　子の出生', href: '#3' }, { label: '令3.4.2　転居', href: '#4' }, { label: '令8.5.26　振り仮名', href: '#5' }, { label: '今日', href: '#6', isCurrent: true }]}
    />
  )
}

function recordTabs() {
  return <Tabs label="この人の業務" tabs={[{ label: '住民記録', href: '#t1', isCurrent: true }, { label: '印鑑', href: '#t2' }, { label: '国保・年金', href: '#t3' }, { label: '税', href: '#t4', count: 3 }, { label: '収納', href: '#t5' }, { label: '福祉', href: '#t6', count: 1 }, { label: '選挙', href: '#t7' }, { label: '発行履歴', href: '#t8', count: 6 }, { label: '見た記録', href: '#t9' }]} />
}

function ResidentDecision() {
  return (
    <Decision heading="この人の手続き" isHeadingShown note="F2 に名前と用件でも開けます">
      <Actions actions={[['証明を出す', 'CE'], ['転居届', 'TK'], ['転出届', 'TS'], ['世帯の変更', 'SH'], ['氏名・旧氏', 'NA'], ['出生', 'SS'], ['死亡', 'SB'], ['印鑑', 'IK'], ['支援措置', 'SI'], ['職権の修正', 'SK'], ['誤記の修正', 'GO'], ['異動の取消', 'TO']].map(([label, keys]) => ({ label: label!, keys, href: `#${keys}` }))} />
      <Section title="残っていること" note="全業務 3件">
        <Deadlines items={[
          { left: '期限切れ 216日', isUrgent: true, what: '陽翔さんの国保の加入届', owner: '国保', detail: '社会保険の扶養を令和8年4月8日に外れたと、資格の照会で届いています。14日以内の届出がありません。', links: <><a href="#n1">届出の案内を作る</a>　<a href="#n2">対象外にする（理由を書く）</a></> },
          { left: 'あと15日', day: '12月9日(水)', what: '住民税の変更通知', owner: '税務課 西野', detail: '更正の起案中。勤務先への変更通知は、決裁の翌日に出ます。', links: <a href="#n3">計算を見る</a> },
        ]} />
      </Section>
      <Section title="証明を出せるか" note="いま 10:42 の判定">
        <Checks items={[{ state: 'ok', text: '抑止・支援措置はありません', right: '直接照会' }, { state: 'ok', text: '審査待ちの下書きはありません', right: '0件' }, { state: 'ok', text: '印鑑登録は有効です', right: '第20481号' }]} />
      </Section>
    </Decision>
  )
}

function ResidentPage() {
  return (
    <StoryFrame current="住民" title="住民の記録" effort={{ words: <>開いた理由 <b>窓口：証明の請求</b>（記録されます）</> }} leads={{ help: '#help', back: '#back', next: '#next', previous: '#previous' }}>
      <Case>
        <Who kana="サクマ　ケンイチ" name="佐久間　健一" facts={whoFacts} again="昭和52年8月3日" lock={<>開いている職員：あなたのみ<br /><span class="mute">最終異動　令和8年5月26日</span></>}
          warnings={<><Chip kind="info">住民</Chip><Chip>印鑑登録あり</Chip><Chip kind="alert">住民税 更正の起案中（税務課）</Chip><Chip kind="alert">同じ世帯に国保の届出もれの疑い 1件</Chip><Chip kind="plain">メモ 1</Chip></>} />
        <Task title="住民の記録" right={<LinkButton href="#print" size="small">並べて印刷</LinkButton>}>{recordTabs()}</Task>
        <Facts heading="事実">{asOf()}<div class="sect"><RecordedFacts /></div><HouseholdLens /></Facts>
        <ResidentDecision />
      </Case>
    </StoryFrame>
  )
}

function PastPage() {
  return (
    <StoryFrame current="住民" title="住民の記録">
      <Case>
        <Who kana="サクマ　ケンイチ" name="佐久間　健一" facts={whoFacts} again="昭和52年8月3日" />
        <Task title="住民の記録" />
        <Facts heading="事実" asOf="令和8年1月1日"><RecordedFacts /></Facts>
      </Case>
    </StoryFrame>
  )
}

const stopped = [['住民票・除票・記載事項', '発行・一覧・抽出・閲覧', '責任者が扱う'], ['戸籍附票', '発行・一覧', '責任者が扱う'], ['印鑑登録証明', 'コンビニ・代理人', '責任者が扱う'], ['税・国保・介護・手当の通知', '送り先の表示、束への混入', '手渡し'], ['コンビニ交付・郵送・電子申請', 'すべて', '使えない'], ['選挙人名簿・学校・防災の名簿', '名簿から外す', '―']] as const

function ReleaseRequest() {
  return (
    <Decision heading="一時解除を頼む">
      <Message kind="protect" icon="lock" title="証明は出せません">支援措置の期間中のため、窓口係の操作では出せません。本人が窓口に来ているときは、下から責任者に頼んでください。</Message>
      <Section title="一時解除を頼む" note="この請求の、この紙、1回だけ">
        <Rows>
          <Radios name="requester" label="請求した人" value="self" choices={[{ value: 'self', label: '本人（窓口）' }, { value: 'office', label: '公の機関' }]} />
          <Select name="identity" label="本人確認" value="card" choices={[{ value: 'card', label: '顔写真つきカード＋質問 2問' }]} />
          <TextField name="purpose" label="使いみち" value="勤務先への提出" width="full" isFocused />
        </Rows>
        <div class="sect"><ApprovalBox steps={[{ role: '頼む人', name: '三浦', state: 'done' }, { role: '解く人（責任者）', name: '宮地', state: 'later' }, { role: '立ち会う人', name: '岡本', state: 'later' }]} /></div>
        <Checks items={[{ state: 'note', icon: 'clock', text: '解けるのは 15分。過ぎると自動で戻る' }, { state: 'note', icon: 'lock', text: 'ほかの人・紙・請求では、解けていないまま' }, { state: 'note', icon: 'print', text: '刷った紙を読み戻し、範囲の外なら破棄する' }]} />
      </Section>
      <CommandBar command="責任者と立会いの2人に頼む" note="頼むだけでは何も解けません。2人が別々に認めると、15分だけ解けます。" />
    </Decision>
  )
}

function ProtectedPage() {
  return (
    <StoryFrame current="住民" title="住民の記録" isProtected effort={{ words: 'この人を開いたことは、責任者に知らされます' }}>
      <Case decision="middle" isProtected form={{ action: '/993018/resident/record/x', act: 'request-release', idempotencyKey: '01980c7e-0000-7000-8000-000000000001' }}>
        <Who kana="サクマ　ケンコ" name="佐久間　絢子" again={<>昭和52年 <ProtectChip /></>} lock={<>開いている職員：あなたのみ<br /><span class="mute">責任者　住民課長 宮地（在席）</span></>}
          facts={[{ label: '生年月日・性別', value: '昭和52年', note: '月日は表示しません' }, { label: '住所', value: <Masked /> }, { label: '世帯', value: <Masked /> }, { label: '宛名番号', value: '1208713' }]}
          warnings={<><ProtectChip until="令和8年6月1日〜令和9年5月31日" /><Chip>窓口での本人の請求だけ、責任者が扱う</Chip></>} />
        <Task title="住民の記録"><span class="sub">あなた（窓口係）に見えるのは、この画面にあるものだけです。内容と相手方は責任者だけが見ます。</span></Task>
        <Facts heading="止まっているもの">
          <MaySay sentence="確認に少し時間をいただきます。掛けてお待ちください。">この人が登録されているかどうか、止まっているかどうかも言いません。電話では何も答えず、折り返しの番号も聞きません。</MaySay>
          <div class="sect">
            <Table caption="止まっているもの" captionNote="いま 10:58 に、それぞれの業務へ照会した結果" rows={stopped}
              columns={[{ key: 'a', head: '業務', isRowHead: true, isStrong: true, cell: (row) => row[0] }, { key: 'b', head: '止まっていること', cell: (row) => row[1] }, { key: 'c', head: '本人の窓口での請求', cell: (row) => row[2] }, { key: 'd', head: '照会', cell: () => '10:58' }]} />
          </div>
        </Facts>
        <ReleaseRequest />
      </Case>
    </StoryFrame>
  )
}

export const residentStories: readonly Story[] = [
  { name: 'resident', title: '住民の記録', kind: 'page', render: () => <ResidentPage /> },
  { name: 'resident-past', title: '住民の記録　過去の姿', kind: 'page', render: () => <PastPage /> },
  { name: 'resident-protected', title: '住民の記録　支援措置', kind: 'page', render: () => <ProtectedPage /> },
]
